import SIP
import Testing
import WireTesting

struct DigestSessionTests {
  var session = DigestSession(username: "alice", password: "secret", hash: Hashes.all)
  let request = SIPRequest(method: .invite, uri: SIPURI(user: "+49301", host: "h", port: 5070))

  private func challenge(
    _ code: SIPStatus = 401, realm: String = "r", nonce: String = "n", isStale: Bool = false,
    algorithms: [DigestAlgorithm] = [.md5]
  ) -> SIPResponse {
    var response = SIPResponse(status: code)
    for algorithm in algorithms {
      response.headers.append(
        code == 401 ? "WWW-Authenticate" : "Proxy-Authenticate",
        "\(DigestChallenge(realm: realm, nonce: nonce, algorithm: algorithm, isStale: isStale))")
    }
    return response
  }

  private mutating func credentials() -> [DigestCredentials] {
    session.credentials(for: request, clientNonce: "c").fields.compactMap { DigestCredentials($0.value) }
  }

  @Test(.rfc(3261, "22.2"), .lesson(49), arguments: [401, 407])
  mutating func `401 and 407 are answered each by its own header`(code: Int) {
    #expect(session.credentials(for: request, clientNonce: "c").isEmpty, "nobody asked")
    #expect(session.receive(challenge(SIPStatus(code))) == .answer)
    let name = session.credentials(for: request, clientNonce: "c").fields.map(\.name)
    #expect(name == [code == 401 ? "Authorization" : "Proxy-Authorization"])
  }

  @Test(.rfc(3261, "22.4"), .lesson(54)) mutating func `the URI is the Request-URI as it is sent`() {
    _ = session.receive(challenge())
    #expect(credentials().map(\.uri) == ["sip:+49301@h:5070"])
  }

  @Test(.rfc(8760, "2.4")) mutating func `of several challenges for one realm the strongest is answered`() {
    _ = session.receive(challenge(algorithms: [.md5, .sha512t256, .sha256]))
    #expect(credentials().map(\.algorithm) == [.sha512t256])
  }

  @Test(.rfc(3261, "22.3")) mutating func `a proxy and the server are both answered from then on`() {
    _ = session.receive(challenge(407, realm: "proxy"))
    _ = session.receive(challenge(401, realm: "server"))
    #expect(credentials().map(\.realm) == ["proxy", "server"])
    session.begin()
    #expect(credentials().map { $0.protection?.nonceCount } == [2, 2])
  }

  @Test(.lesson(42)) mutating func `a second challenge for the same password is the end`() {
    #expect(session.receive(challenge(nonce: "1")) == .answer)
    #expect(session.receive(challenge(nonce: "2")) == .refused)
    session.begin()
    #expect(session.receive(challenge(nonce: "3")) == .answer, "the next request may be challenged anew")
  }

  @Test(.rfc(7616, "3.3")) mutating func `a stale nonce is replaced, but not for ever`() {
    #expect(session.receive(challenge(nonce: "0")) == .answer)
    for nonce in 1..<DigestSession.maximumAnswers {
      #expect(session.receive(challenge(nonce: "\(nonce)", isStale: true)) == .answer)
      #expect(credentials().map(\.nonce) == ["\(nonce)"])
    }
    #expect(session.receive(challenge(nonce: "last", isStale: true)) == .refused)
  }

  @Test mutating func `the same nonce called stale again is the end`() {
    _ = session.receive(challenge())
    #expect(session.receive(challenge(isStale: true)) == .refused)
  }

  @Test(
    .lesson(53),

    arguments: ["Basic realm=\"r\"", "Digest", "Digest nonce=", "\"", "Digest realm=r, nonce=n, algorithm=SHA-3", ""])
  mutating func `a challenge nobody can read does no harm`(value: String) {
    #expect(session.receive(SIPResponse(status: 401, headers: ["WWW-Authenticate": value])) == .unanswerable)
    var response = challenge()
    response.headers.prepend("WWW-Authenticate", value)
    #expect(session.receive(response) == .answer)
  }

  @Test mutating func `the password is in no description`() {
    #expect(!"\(session)".contains("secret"))
    #expect(!String(reflecting: session).contains("secret"))
  }
}
