import SIP
import Testing
import WireTesting

struct DigestSessionTests {
  var session = DigestSession(DigestIdentity(username: "alice", password: "secret"), hash: Hashes.all)
  /// As it was sent last.
  var request = SIPRequest(method: .invite, uri: SIPURI(user: "+49301", host: "h", port: 5070))
  var attempt = 0

  private func challenge(
    _ code: SIPStatus = 401, realm: String = "r", nonce: String = "n", isStale: Bool = false,
    algorithms: [DigestAlgorithm] = [.md5], qualities: [DigestQuality] = [.auth]
  ) -> SIPResponse {
    var response = SIPResponse(status: code)
    for algorithm in algorithms {
      response.headers.append(
        code == 401 ? "WWW-Authenticate" : "Proxy-Authenticate",
        "\(DigestChallenge(realm: realm, nonce: nonce, algorithm: algorithm, qualities: qualities, isStale: isStale))")
    }
    return response
  }

  /// Gives the response to the session, and sends the request again when that is to be done.
  @discardableResult
  private mutating func receive(_ response: SIPResponse) -> DigestSession.Outcome {
    let outcome = session.receive(response, to: request, attempt: attempt)
    attempt += 1
    if outcome == .answer { session.authorize(&request, clientNonce: "c") }
    return outcome
  }

  /// Another request of the same call.
  private mutating func begin() {
    attempt = 0
    session.authorize(&request, clientNonce: "c")
  }

  private var credentials: [DigestCredentials] {
    (request.headers.all("Authorization") + request.headers.all("Proxy-Authorization")).compactMap {
      DigestCredentials($0.value)
    }
  }

  @Test(.rfc(3261, "22.2"), .lesson(49), arguments: [401, 407])
  mutating func `401 and 407 are answered each by its own header`(code: Int) {
    begin()
    #expect(request.headers.isEmpty, "nobody asked")
    #expect(receive(challenge(SIPStatus(code))) == .answer)
    #expect(request.headers.fields.map(\.name) == [code == 401 ? "Authorization" : "Proxy-Authorization"])
  }

  @Test(.rfc(3261, "22.4"), .lesson(54)) mutating func `the URI is the Request-URI as it is sent`() {
    receive(challenge())
    #expect(credentials.map(\.uri) == ["sip:+49301@h:5070"])
  }

  @Test(.rfc(8760, "2.4"), arguments: [DigestAlgorithm.md5, .sha256, .sha512t256])
  mutating func `of several challenges for one realm the topmost that we know is answered`(first: DigestAlgorithm) {
    var response = challenge(algorithms: [first] + DigestAlgorithm.allCases.filter { $0 != first })
    response.headers.prepend("WWW-Authenticate", "Digest realm=\"r\", nonce=\"x\", algorithm=FUTURE-1, qop=\"auth\"")
    receive(response)
    #expect(credentials.map(\.algorithm) == [first])
  }

  @Test(.rfc(3261, "22.3")) mutating func `a proxy and the server are both answered from then on`() {
    receive(challenge(407, realm: "proxy"))
    receive(challenge(401, realm: "server"))
    #expect(Set(credentials.map(\.realm)) == ["proxy", "server"])
    begin()
    #expect(Set(credentials.map { $0.protection?.nonceCount }) == [2, 3])
  }

  @Test(.lesson(42), arguments: [[DigestQuality.auth], [.authInt], []])
  mutating func `a second challenge for the same password is the end`(qualities: [DigestQuality]) {
    #expect(receive(challenge(nonce: "1", qualities: qualities)) == .answer)
    #expect(receive(challenge(nonce: "2", qualities: qualities)) == .refused)
    begin()
    #expect(receive(challenge(nonce: "3", qualities: qualities)) == .answer, "the next may be challenged anew")
    #expect(receive(challenge(nonce: "4", qualities: qualities)) == .refused)
  }

  @Test(.rfc(7616, "3.3")) mutating func `a stale nonce is replaced, but not for ever`() {
    #expect(receive(challenge(nonce: "0")) == .answer)
    for nonce in 1..<DigestSession.maximumAnswers {
      #expect(receive(challenge(nonce: "\(nonce)", isStale: true)) == .answer)
      #expect(credentials.map(\.nonce) == ["\(nonce)"])
    }
    #expect(receive(challenge(nonce: "last", isStale: true)) == .refused)
  }

  @Test mutating func `the same nonce called stale again is the end`() {
    receive(challenge())
    #expect(receive(challenge(isStale: true)) == .refused)
  }

  @Test mutating func `a realm that is not the one we have a password for is not answered`() {
    session = DigestSession(DigestIdentity(username: "alice", password: "secret", realm: "ours"), hash: Hashes.all)
    #expect(receive(challenge(realm: "theirs")) == .unanswerable)
    #expect(receive(challenge(realm: "ours")) == .answer)
  }

  @Test(
    .lesson(53),

    arguments: ["Basic realm=\"r\"", "Digest", "Digest nonce=", "\"", "Digest realm=r, nonce=n, algorithm=SHA-3", ""])
  mutating func `a challenge nobody can read does no harm`(value: String) {
    #expect(receive(SIPResponse(status: 401, headers: ["WWW-Authenticate": value])) == .unanswerable)
    var response = challenge()
    response.headers.prepend("WWW-Authenticate", value)
    #expect(receive(response) == .answer)
  }

  @Test mutating func `the password is in no description`() {
    #expect(!"\(session)".contains("secret"))
    #expect(!String(reflecting: session).contains("secret"))
  }
}
