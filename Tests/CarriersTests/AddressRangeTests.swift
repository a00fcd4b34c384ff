import Carriers
import Testing

struct AddressRangeTests {
  @Test(arguments: [
    ("203.0.113.7", "203.0.113.7", true), ("203.0.113.7", "203.0.113.8", false),
    ("10.0.0.7/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.0", false), ("0.0.0.0/0", "198.51.100.1", true),
    ("54.172.60.0/30", "54.172.60.3", true), ("54.172.60.0/30", "54.172.60.4", false),
    ("2001:db8::/32", "2001:db8:1::5", true), ("2001:db8::/32", "2001:db9::", false),
    ("192.0.2.1", "::ffff:192.0.2.1", true), ("::ffff:192.0.2.0/120", "192.0.2.9", true),
    ("::ffff:192.0.2.0/120", "192.0.3.9", false), ("::ffff:0:0/96", "198.51.100.1", true),
    ("::ffff:192.0.2.1", "192.0.2.1", true), ("fe80::/10", "fe80::1%eth0", true), ("fe80::/10", "fec0::1", false),
    ("::/0", "192.0.2.1", false), ("192.0.2.1", "nonsense", false),
  ])
  func `a range holds the addresses that share its prefix`(range: String, address: String, isIn: Bool) throws {
    #expect(try #require(AddressRange(range)).contains(address) == isIn)
  }

  @Test(arguments: [
    "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0", "::1/129", "host", "::ffff:10.0.0.0/8",
    "::ffff:10.0.0.0/129", "fe80::1%eth0", "10.0.0.0/08x", "[::1]", "010.0.0.256", "1/2/3",
  ])
  func `what is neither an address nor a range is refused`(text: String) {
    #expect(AddressRange(text) == nil)
  }

  @Test func `a range prints without its host bits`() {
    #expect(AddressRange("10.1.2.3/8")?.description == "10.0.0.0/8")
    #expect(AddressRange("10.1.2.3/32")?.description == "10.1.2.3")
    #expect(AddressRange("2001:DB8:0::1/64")?.description == "2001:db8::/64")
  }
}
