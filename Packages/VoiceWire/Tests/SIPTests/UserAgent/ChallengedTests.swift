import SIP
import Testing
import WireTesting

/// Requests of ours inside a call to us that the peer, or a proxy on the way, wants credentials for.
struct ChallengedTests {
  var stage = Stage()

  private static let methods: [SIPMethod] = [.invite, .update, .info, .refer, .bye]

  /// Sends a request inside an established call to us.
  private mutating func send(_ method: SIPMethod) throws -> SIPRequest {
    _ = try stage.established(headers: ["Allow: INVITE, ACK, BYE, UPDATE, INFO, REFER"])
    let command: LegCommand =
      switch method {
      case .invite: .reinvite(body: Array("v=0 held".utf8))
      case .update: .update(body: Array("v=0 held".utf8))
      case .info: .info(body: Array("Signal=1".utf8), contentType: "application/dtmf-relay")
      case .refer: .transfer(Transfer(target: NameAddress(uri: SIPURI(user: "bob", host: "example.net"))))
      default: .hangUp()
      }
    return try #require(stage.perform(command).requests.first)
  }

  private func challenge(_ code: Int, nonce: String = "n1", quality: String = "auth") -> SIPHeaders {
    [
      code == 401 ? "WWW-Authenticate" : "Proxy-Authenticate":
        "Digest realm=\"pbx\", nonce=\"\(nonce)\", algorithm=SHA-256, qop=\"\(quality)\""
    ]
  }

  @Test(.rfc(3261, "22.2"), .rfc(3261, "22.3"), .lesson(49), arguments: Self.methods, [401, 407])
  mutating func `a request inside a call to us is sent again with the credentials that the trunk has`(
    method: SIPMethod, code: Int
  ) throws {
    let first = try send(method)
    #expect(first.method == method)
    #expect(stage.perform(.identify(DigestIdentity(username: "us", password: "secret"))).isEmpty)
    let effects = stage.answer(first, SIPStatus(code), headers: challenge(code))
    #expect(effects.events.isEmpty)
    let second = try #require(effects.requests.last)
    #expect(second.method == method)
    #expect(second.body == first.body)
    #expect(second.headers[.via] != first.headers[.via])
    let numbers = [first, second].compactMap { $0.headers[.cSeq].flatMap { CSeq($0) }?.number }
    #expect(numbers.count == 2 && numbers[1] == numbers[0] + 1)
    let header: SIPHeaderName = code == 401 ? "Authorization" : "Proxy-Authorization"
    let credentials = try #require(second.headers[header].flatMap { DigestCredentials($0) })
    #expect(credentials.username == "us")
    #expect(credentials.uri == "\(second.uri)")
    // The same password once more would be refused once more.
    let refused = stage.answer(second, SIPStatus(code), headers: challenge(code, nonce: "n2"))
    #expect(refused.requests.allSatisfy { $0.method == .ack })
  }

  @Test(.rfc(7616, "3.4.3")) mutating func `auth-int covers the body of a re-INVITE`() throws {
    let first = try send(.invite)
    _ = stage.perform(.identify(DigestIdentity(username: "us", password: "secret")))
    let second = try #require(
      stage.answer(first, 401, headers: challenge(401, quality: "auth-int")).requests.last)
    let given = try #require(second.headers["Authorization"].flatMap { DigestCredentials($0) })
    #expect(given.protection?.quality == .authInt)
    let expected = DigestCredentials(
      answering: DigestChallenge(realm: "pbx", nonce: "n1", algorithm: .sha256, qualities: [.authInt]),
      username: "us", password: "secret", method: .invite, uri: given.uri, body: second.body,
      clientNonce: try #require(given.protection).clientNonce, hash: cheapHash)
    #expect(given.response == expected.response)
  }

  @Test(.rfc(3261, "22.3")) mutating func `what was asked for once is given at once afterwards`() throws {
    let info = try send(.info)
    _ = stage.perform(.identify(DigestIdentity(username: "us", password: "secret")))
    let second = try #require(stage.answer(info, 401, headers: challenge(401)).requests.last)
    _ = stage.answer(second, 200)
    _ = stage.perform(.identify(DigestIdentity(username: "us", password: "secret")))
    let bye = try #require(stage.perform(.hangUp()).requests.first)
    #expect(bye.headers["Authorization"].flatMap { DigestCredentials($0) }?.protection?.nonceCount == 2)
  }

  @Test(arguments: [401, 407]) mutating func `a call that nobody has identified takes the challenge as the answer`(
    code: Int
  ) throws {
    let bye = try send(.bye)
    #expect(stage.answer(bye, SIPStatus(code), headers: challenge(code)).events == [.ended(.localHangUp)])
  }
}
