import SIP
import Testing
import WireTesting

struct BodyProtectionTests {
  var stage = Stage()

  @Test(.rfc(7616, "3.4.3")) mutating func `a call's answer to a challenge for auth-int alone covers its offer`() throws
  {
    let invite = try stage.place { $0.identity = DigestIdentity(username: "us", password: "secret") }
    let challenge = "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\""
    let again = try #require(
      stage.respond(401, to: invite, headers: ["WWW-Authenticate: \(challenge)"]).requests.last)
    let given = try #require(again.headers["Authorization"].flatMap { DigestCredentials($0) })
    let expected = DigestCredentials(
      answering: try #require(DigestChallenge(challenge)), username: "us", password: "secret", method: .invite,
      uri: "\(invite.uri)", body: invite.body, clientNonce: try #require(given.protection).clientNonce,
      hash: cheapHash)
    #expect(!invite.body.isEmpty)
    #expect(given.response == expected.response)
  }
}
