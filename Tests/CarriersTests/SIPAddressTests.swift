import Carriers
import Testing

struct SIPAddressTests {
  @Test(
    arguments: [
      ("sip.example.com", "sip.example.com", nil), ("pbx:5080", "pbx", 5080), ("192.0.2.1", "192.0.2.1", nil),
      ("192.0.2.1:5060", "192.0.2.1", 5060), ("[2001:db8::1]", "2001:db8::1", nil), ("[::1]:65535", "::1", 65535),
      ("a_b.example-1.org:1", "a_b.example-1.org", 1),
    ] as [(String, String, Int?)])
  func `a host with or without a port is an address`(text: String, host: String, port: Int?) {
    let address = SIPAddress(text)
    #expect(address?.host == host)
    #expect(address?.port == port)
    #expect(address?.description == text)
  }

  @Test(arguments: [
    "", "sip:example.com", "user@example.com", "example.com:", "example.com:0", "example.com:65536", "example.com:+1",
    "example..com", "-a.com", "a-.com", "exa mple.com", "example.com;transport=tcp", "2001:db8::1", "[192.0.2.1]",
    "[::1", "[::1]5060", "256.1.1.1", "1.2.3", "192.0.2.1/24", "[::1/64]", "exämple.com", "a.com\r\n",
  ])
  func `anything else is not`(text: String) {
    #expect(SIPAddress(text) == nil)
  }
}

@Suite struct SIPURITests {
  @Test(arguments: [
    ("sip:sales@pbx.example.com", "pbx.example.com"), ("sips:+14155550123@192.0.2.1:5061;transport=tls", "192.0.2.1"),
    ("SIP:example.com", "example.com"), ("sip:a@[2001:db8::1]?Subject=x", "2001:db8::1"),
  ])
  func `the host of a SIP URI is found behind its user and before its parameters`(uri: String, host: String) {
    #expect(SIPAddress(uri: uri)?.host == host)
  }

  @Test(arguments: ["tel:+14155550123", "sales@example.com", "sip:", "sip:a b@example.com", "sip:x@exa<mple.com"])
  func `anything else is no SIP URI`(uri: String) {
    #expect(SIPAddress(uri: uri) == nil)
  }
}
