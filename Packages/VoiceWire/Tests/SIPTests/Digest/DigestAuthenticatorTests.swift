import SIP
import Testing
import WireTesting

struct DigestAuthenticatorTests {
  var authenticator = DigestAuthenticator(
    realm: "trunk", secret: Array("0123456789abcdef".utf8), hash: Hashes.all)
  let target = SIPURI(user: "+49301", host: "h")

  /// An INVITE that answers the challenge.
  private func answering(
    _ challenge: String, user: String = "alice", password: String = "secret", count: UInt32 = 1,
    header: SIPHeaderName = "Authorization", uri: String? = nil, qualities: [DigestQuality] = [.auth],
    body: [UInt8] = []
  ) throws -> SIPRequest {
    var challenge = try #require(DigestChallenge(challenge))
    challenge.qualities = qualities
    let answer = DigestCredentials(
      answering: challenge, username: user, password: password, method: .invite, uri: uri ?? "\(target)", body: body,
      clientNonce: "c", nonceCount: count, hash: Hashes.all)
    return SIPRequest(method: .invite, uri: target, headers: [header: "\(answer)"], body: body)
  }

  private mutating func verdict(_ request: SIPRequest, at now: Duration = .zero) -> DigestAuthenticator.Verdict {
    authenticator.verify(request, at: now) { $0 == "alice" ? "secret" : nil }
  }

  @Test(.rfc(8760, "2.4")) mutating func `each algorithm has its own header, the strongest first`() {
    let challenges = authenticator.challenges(at: .zero)
    #expect(challenges.compactMap { DigestChallenge($0)?.algorithm } == [.sha256, .md5])
  }

  @Test(.rfc(3261, "22.4"), arguments: [0, 1], ["Authorization", "Proxy-Authorization"])
  mutating func `the right answer in either header and algorithm is accepted`(index: Int, header: String) throws {
    let challenge = authenticator.challenges(at: .zero)[index]
    #expect(verdict(try answering(challenge, header: SIPHeaderName(header))) == .accepted(username: "alice"))
  }

  @Test(.lesson(52)) mutating func `a wrong password, an unknown user and another method are refused`() throws {
    let challenge = authenticator.challenges(at: .zero)[0]
    #expect(verdict(try answering(challenge, password: "guess")) == .refused)
    #expect(verdict(try answering(challenge, user: "mallory")) == .refused)
    var bye = try answering(challenge)
    bye.method = .bye
    #expect(verdict(bye) == .refused)
  }

  @Test(.lesson(53)) mutating func `no credentials, those of another realm and those nobody can read are absent`()
    throws
  {
    #expect(verdict(SIPRequest(method: .invite, uri: target)) == .absent)
    let other = DigestChallenge(realm: "other", nonce: "n").description
    #expect(verdict(try answering(other)) == .absent)
    let unknown = SIPRequest(method: .invite, uri: target, headers: ["Authorization": "NoOneKnowsThisScheme x=y"])
    #expect(verdict(unknown) == .absent)
  }

  @Test mutating func `a nonce we did not make is refused`() throws {
    let challenge = authenticator.challenges(at: .zero)[1]
    let forged = challenge.replacing("nonce=\"0-1", with: "nonce=\"0-2")
    #expect(forged != challenge)
    #expect(verdict(try answering(forged)) == .refused)
    #expect(verdict(try answering(DigestChallenge(realm: "trunk", nonce: "-1--").description)) == .refused)
  }

  @Test(.rfc(7616, "3.3")) mutating func `an old nonce with the right password is stale`() throws {
    let challenge = authenticator.challenges(at: .zero)[0]
    #expect(verdict(try answering(challenge), at: .seconds(301)) == .stale)
    #expect(authenticator.challenges(isStale: true, at: .seconds(301))[0].contains("stale=true"))
  }

  @Test(.rfc(7616, "3.4.5")) mutating func `a count is good once, and the next must be higher`() throws {
    let challenge = authenticator.challenges(at: .zero)[0]
    let request = try answering(challenge)
    #expect(verdict(request) == .accepted(username: "alice"))
    #expect(verdict(request) == .stale)
    #expect(verdict(try answering(challenge, count: 2)) == .accepted(username: "alice"))
  }

  @Test(.lesson(51)) mutating func `two callers challenged at once do not share a nonce`() throws {
    let first = authenticator.challenges(at: .zero)[0]
    let second = authenticator.challenges(at: .zero)[0]
    #expect(verdict(try answering(first)) == .accepted(username: "alice"))
    #expect(verdict(try answering(second)) == .accepted(username: "alice"))
  }

  @Test(.rfc(7616, "3.4.5")) mutating func `a nonce that is used without a count is good once`() throws {
    let challenge = authenticator.challenges(at: .zero)[0]
    let request = try answering(challenge, qualities: [])
    #expect(verdict(request) == .accepted(username: "alice"))
    #expect(verdict(request) == .stale)
    #expect(verdict(try answering(challenge, count: 2)) == .stale)
    let counted = authenticator.challenges(at: .zero)[0]
    #expect(verdict(try answering(counted)) == .accepted(username: "alice"))
    #expect(verdict(try answering(counted, qualities: [])) == .stale, "nor after it was used with one")
  }

  @Test(.rfc(7616, "3.4.3")) mutating func `with auth-int a changed body is refused`() throws {
    let challenge = authenticator.challenges(at: .zero)[0]
    var request = try answering(challenge, qualities: [.authInt], body: Array("v=0".utf8))
    request.body = Array("v=1".utf8)
    #expect(verdict(request) == .refused)
    request.body = Array("v=0".utf8)
    #expect(verdict(request) == .accepted(username: "alice"))
  }

  @Test(
    .rfc(3261, "22.4"),
    arguments: [
      ("sip:+49301@h", true), ("sip:49301@h", true), ("sip:+49301@proxy.example.com:5070;transport=tcp", true),
      ("sips:%2B49301@h", true), ("tel:+49301", true), ("sip:198.51.100.1:5060", true), ("sip:+49302@h", false),
      ("sip:@h", false), ("/dir/index.html", false), ("", false),
    ])
  mutating func `credentials hold for whom the client wanted to call, however proxies wrote the rest`(
    uri: String, isTaken: Bool
  ) throws {
    let challenge = authenticator.challenges(at: .zero)[0]
    #expect(verdict(try answering(challenge, uri: uri)) == (isTaken ? .accepted(username: "alice") : .refused))
  }

  @Test mutating func `of many credentials only a few are looked at`() throws {
    let challenge = authenticator.challenges(at: .zero)[0]
    var request = try answering(challenge)
    let right = try #require(request.headers["Authorization"])
    request.headers = SIPHeaders(
      Array(repeating: .init("Authorization", right.replacing("nc=00000001", with: "nc=00000002")), count: 4))
    request.headers.append("Authorization", right)
    #expect(verdict(request) == .refused)
  }
}
