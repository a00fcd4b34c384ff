import SIP
import Testing
import WireTesting

struct SIPHeaderNameTests {
  @Test(
    .rfc(3261, "7.3.3"),
    arguments: [
      ("v", "Via"), ("D", "Request-Disposition"), ("x", "SESSION-EXPIRES"), ("cseq", "CSeq"),
      ("content-disposition", "Content-Disposition"), ("x-1234567890abcd", "X-1234567890ABCD"),
    ])
  func `compact, long and shouted forms are the same name`(one: String, other: String) {
    let (one, other) = (SIPHeaderName(one), SIPHeaderName(other))
    #expect(one == other)
    #expect(Set([one, other]).count == 1)
  }

  @Test(arguments: [
    ("To", "T0"), ("From", "Form"), ("Content-Type", "Content-Typf"), ("X-1234567890abcd", "X-1234567890abce"),
    ("Proxy-Authenticate", "Proxy-Authorizate"), ("Content-Disposition", "Content-DispositioN2"),
    ("Content-Disposition", "Content-Dispositiom"), ("Z", "Via"), ("", "A"),
  ])
  func `names that differ anywhere are others`(one: String, other: String) {
    #expect(SIPHeaderName(one) != SIPHeaderName(other))
  }
}
