import SIP
import Testing
import WireTesting

struct DigestTests {
  private func credentials(
    _ algorithm: DigestAlgorithm, realm: String, user: String, password: String, nonce: String, cnonce: String,
    isSession: Bool = false, qualities: [DigestQuality] = [.auth], body: String = ""
  ) -> DigestCredentials {
    DigestCredentials(
      answering: DigestChallenge(
        realm: realm, nonce: nonce, algorithm: algorithm, isSession: isSession, qualities: qualities),
      username: user, password: password, method: SIPMethod(rawValue: "GET"), uri: "/dir/index.html",
      body: Array(body.utf8), clientNonce: cnonce, hash: Hashes.all)
  }

  @Test(.rfc(2617, "3.5")) func `the example of RFC 2617 gives its response`() {
    let answer = credentials(
      .md5, realm: "testrealm@host.com", user: "Mufasa", password: "Circle Of Life",
      nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093", cnonce: "0a4f113b")
    #expect(answer.response == "6629fae49393a05397450978507c4ef1")
  }

  @Test(
    .rfc(7616, "3.9.1"),
    arguments: [
      (DigestAlgorithm.md5, "8ca523f5e9506fed4657c9700eebdbec"),
      (.sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ])
  func `the example of RFC 7616 gives its responses`(algorithm: DigestAlgorithm, response: String) {
    let answer = credentials(
      algorithm, realm: "http-auth@example.org", user: "Mufasa", password: "Circle of Life",
      nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
      cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    #expect(answer.response == response)
  }

  @Test(.rfc(2617, "3.2.2.1")) func `without quality of protection the old form is used`() {
    let answer = credentials(
      .md5, realm: "r", user: "u", password: "p", nonce: "n", cnonce: "c", qualities: [])
    #expect(answer.response == md5(md5("u:r:p") + ":n:" + md5("GET:/dir/index.html")))
    #expect(!answer.description.contains("cnonce"))
  }

  @Test(.rfc(7616, "3.4.3")) func `auth-int hashes the body, and is answered only where auth is not offered`() {
    let answer = credentials(
      .md5, realm: "r", user: "u", password: "p", nonce: "n", cnonce: "c", qualities: [.authInt], body: "v=0")
    let action = md5("GET:/dir/index.html:" + md5("v=0"))
    #expect(answer.response == md5(md5("u:r:p") + ":n:00000001:c:auth-int:" + action))
    #expect(answer.description.contains("qop=auth-int"))
    #expect(DigestCredentials(answer.description) == answer)
    let both = credentials(
      .md5, realm: "r", user: "u", password: "p", nonce: "n", cnonce: "c", qualities: [.authInt, .auth])
    #expect(both.protection?.quality == .auth)
  }

  @Test(.rfc(7616, "3.4.2")) func `the session variant binds the password to the nonces`() {
    let answer = credentials(
      .md5, realm: "r", user: "u", password: "p", nonce: "n", cnonce: "c", isSession: true)
    let secret = md5(md5("u:r:p") + ":n:c")
    #expect(answer.response == md5(secret + ":n:00000001:c:auth:" + md5("GET:/dir/index.html")))
    #expect(answer.description.contains("algorithm=MD5-sess"))
    #expect(DigestCredentials(answer.description) == answer)
  }

  private func md5(_ text: String) -> String { Hashes.md5(Array(text.utf8)).map { hex($0) }.joined() }

  private func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

  @Test func `a challenge in lower case, with spaces and unknown fields is read`() {
    let challenge = DigestChallenge(
      #"digest  realm = "a \"b\"" , nonce="n,1",algorithm=md5, qop="auth-int, auth", x=y"#)
    #expect(
      challenge
        == DigestChallenge(realm: #"a "b""#, nonce: "n,1", algorithm: .md5, qualities: [.authInt, .auth]))
    #expect(DigestChallenge("Digest realm=r,nonce=n,algorithm=sha-256-SESS,qop=auth")?.isSession == true)
  }

  @Test(arguments: [
    "", "Digest", "Basic realm=x", "Digest realm=\"r\"", "Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess",
    "Digest realm=\"r\", nonce=\"n\", algorithm=SHA-1", "Digest realm=\"r\", nonce=\"n\", algorithm=-sess",
    "Digest realm=\"r\", nonce=\"n\", qop=\"auth-conf\"", "Digest =", "Digest realm",
  ])
  func `a challenge we cannot answer is none`(text: String) {
    #expect(DigestChallenge(text) == nil)
  }

  @Test(.rfc(8760, "2.4")) func `of several challenges the strongest is answered`() {
    let values = ["Digest realm=\"r\", nonce=\"1\"", "Digest realm=\"r\", nonce=\"2\", algorithm=SHA-256", "NTLM x"]
    #expect(DigestChallenge.strongest(of: values)?.nonce == "2")
  }

  @Test func `challenge and credentials are read as they were written`() {
    let challenge = DigestChallenge(realm: "r", nonce: "n", opaque: "o", algorithm: .sha256, isStale: true)
    #expect(DigestChallenge(challenge.description) == challenge)
    let answer = credentials(.sha256, realm: "r", user: "u", password: "p", nonce: "n", cnonce: "c")
    #expect(DigestCredentials(answer.description) == answer)
  }
}
