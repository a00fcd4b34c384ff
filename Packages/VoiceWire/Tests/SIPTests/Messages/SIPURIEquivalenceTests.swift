import SIP
import Testing
import WireTesting

struct SIPURIEquivalenceTests {
  @Test(
    .rfc(3261, "19.1.4"),
    arguments: [
      ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"),
      ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
      ("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5"),
      (
        "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
        "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"
      ),
      (
        "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
        "sip:alice@atlanta.com?priority=urgent&subject=project%20x"
      ),
    ])
  func `these name the same`(a: String, b: String) throws {
    let (a, b) = (try #require(SIPURI(a)), try #require(SIPURI(b)))
    #expect(a.isEquivalent(to: b))
    #expect(b.isEquivalent(to: a))
  }

  @Test(
    .rfc(3261, "19.1.4"),
    arguments: [
      ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"),
      ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"), ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
      ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
      ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
      ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
      ("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"),
      ("sips:a@h", "sip:a@h"), ("sip:a:x@h", "sip:a:y@h"),
    ])
  func `these do not`(a: String, b: String) throws {
    let (a, b) = (try #require(SIPURI(a)), try #require(SIPURI(b)))
    #expect(!a.isEquivalent(to: b))
    #expect(!b.isEquivalent(to: a))
  }
}
