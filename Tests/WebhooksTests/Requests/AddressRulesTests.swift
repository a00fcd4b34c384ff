import Testing
import WireTesting

@testable import Webhooks

struct AddressRulesTests {
  @Test(
    .rfc(6890, "2.2"),
    arguments: [
      "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
      "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254",
      "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "2002:7f00:1::",
      "2001:db8::1", "::127.0.0.1", "no address", "",
    ])
  func `private and special addresses are refused unless they are allowed`(address: String) {
    #expect(!AddressRules(allowsPrivate: false).allows(address))
    #expect(AddressRules(allowsPrivate: true).allows(address))
  }

  @Test(arguments: [
    "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.0.1", "192.167.1.1", "2606:4700::1111", "::ffff:8.8.8.8",
    "64:ff9b::808:808",
  ])
  func `public addresses are reached`(address: String) {
    #expect(AddressRules(allowsPrivate: false).allows(address))
  }
}
