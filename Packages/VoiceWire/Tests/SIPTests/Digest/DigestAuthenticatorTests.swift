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
    header: SIPHeaderName = "Authorization"
  ) throws -> SIPRequest {
    let answer = DigestCredentials(
      answering: try #require(DigestChallenge(challenge)), username: user, password: password, method: .invite,
      uri: "\(target)", clientNonce: "c", nonceCount: count, hash: Hashes.all)
    return SIPRequest(method: .invite, uri: target, headers: [header: "\(answer)"])
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

  @Test mutating func `a wrong password, an unknown user and another method are refused`() throws {
    let challenge = authenticator.challenges(at: .zero)[0]
    #expect(verdict(try answering(challenge, password: "guess")) == .refused)
    #expect(verdict(try answering(challenge, user: "mallory")) == .refused)
    var bye = try answering(challenge)
    bye.method = .bye
    #expect(verdict(bye) == .refused)
  }

  @Test mutating func `no credentials, those of another realm and those nobody can read are absent`() throws {
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

  @Test mutating func `two callers challenged at once do not share a nonce`() throws {
    let first = authenticator.challenges(at: .zero)[0]
    let second = authenticator.challenges(at: .zero)[0]
    #expect(verdict(try answering(first)) == .accepted(username: "alice"))
    #expect(verdict(try answering(second)) == .accepted(username: "alice"))
  }
}
