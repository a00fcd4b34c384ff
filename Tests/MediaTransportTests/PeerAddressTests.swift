import MediaTransport
import Testing
import WireTesting

struct PeerAddressTests {
  @Test func `IPv4 addresses are read from four numbers`() {
    #expect(PeerAddress(host: "192.0.2.1", port: 5)?.description == "192.0.2.1:5")
    #expect(PeerAddress(host: "192.0.2.1", port: 5) == PeerAddress(address: 0xC000_0201, port: 5))
    #expect(PeerAddress(host: "192.0.2.1", port: 5)?.isIPv4 == true)
  }

  @Test(
    .rfc(5952, "4"),
    arguments: [
      ("2001:db8::1", "2001:db8::1"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("::1", "::1"), ("::", "::"),
      ("fe80::", "fe80::"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
      ("1:2:3:4:5:6:0:8", "1:2:3:4:5:6:0:8"), ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"),
    ])
  func `IPv6 addresses are read and written in their short form`(text: String, short: String) {
    let address = PeerAddress(host: text, port: 5)
    #expect(address?.description == "[\(short)]:5")
    #expect(address?.isIPv4 == false)
  }

  @Test(.rfc(4291, "2.5.5.2"))
  func `a mapped IPv4 address is that address`() {
    #expect(PeerAddress(host: "::ffff:192.0.2.1", port: 5) == PeerAddress(host: "192.0.2.1", port: 5))
  }

  @Test(
    arguments: [
      "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.+4", "example.com", "1..2.3", "0001.2.3.4", ":", ":::", "1:2",
      "1::2::3", "12345::", "::g", "::+1", "1:2:3:4:5:6:7:8:9", "::1.2.3", "1.2.3.4::", "fe80::1%eth0", "[::1]",
    ])
  func `anything else is no address`(host: String) {
    #expect(PeerAddress(host: host, port: 5) == nil)
  }

  @Test func `nothing is sent to the unspecified address or to port zero`() {
    for host in ["0.0.0.0", "::"] { #expect(PeerAddress(host: host, port: 5)?.isSpecified == false) }
    for host in ["192.0.2.1", "::1"] {
      #expect(PeerAddress(host: host, port: 5)?.isSpecified == true)
      #expect(PeerAddress(host: host, port: 0)?.isSpecified == false)
    }
  }

  @Test func `a host is known on any of its ports`() {
    let address = PeerAddress(host: "2001:db8::1", port: 5)
    #expect(address?.at(port: 6).hasHost(of: address) == true)
    #expect(address?.hasHost(of: PeerAddress(host: "2001:db8::2", port: 5)) == false)
    #expect(address?.hasHost(of: nil) == false)
  }
}
