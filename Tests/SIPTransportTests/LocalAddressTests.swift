import SIP
import Testing
import WireTesting

@testable import SIPTransport

struct LocalAddressTests {
  let devices: [(address: String?, netmask: String?)] = [
    ("127.0.0.1", "255.0.0.0"), ("10.1.2.3", "255.255.0.0"), ("192.168.7.9", "255.255.255.0"), ("fe80::1", nil),
  ]

  @Test(
    .lesson(11),
    arguments: [
      ("127.0.0.1", "127.0.0.1"), ("10.1.200.1", "10.1.2.3"), ("192.168.7.1", "192.168.7.9"), ("8.8.8.8", "10.1.2.3"),
      ("nonsense", "10.1.2.3"),
    ])
  func `a socket on every address answers with the one in the peer's network`(remote: String, local: String) {
    let address = LocalAddress(bound: HostPort(host: "0.0.0.0", port: 5060), devices: devices)
    #expect(address.towards(remote) == HostPort(host: local, port: 5060))
  }

  @Test func `a socket on one address answers with that`() {
    let bound = HostPort(host: "198.51.100.1", port: 5060)
    #expect(LocalAddress(bound: bound, devices: devices).towards("127.0.0.1") == bound)
  }

  @Test func `with no more of IPv6 than the loopback and the link, nobody is reached by it`() {
    let local: [(address: String?, netmask: String?)] = devices + [("::1", nil)]
    #expect(!LocalAddress(bound: HostPort(host: "::", port: 5060), devices: local).leadsOut)
    #expect(LocalAddress(bound: HostPort(host: "0.0.0.0", port: 5060), devices: local).leadsOut)
    let global: [(address: String?, netmask: String?)] = local + [("2001:db8:1::5", "ffff:ffff:ffff::")]
    #expect(LocalAddress(bound: HostPort(host: "::", port: 5060), devices: global).leadsOut)
  }

  @Test func `a machine without interfaces answers from the loopback`() {
    let address = LocalAddress(bound: HostPort(host: "0.0.0.0", port: 5060), devices: [])
    #expect(address.towards("8.8.8.8").host == "127.0.0.1")
  }

  @Test(arguments: [("2001:db8:1::77", "2001:db8:1::5"), ("2001:db8:2::1", "2001:db8:1::5"), ("::1", "::1")])
  func `an IPv6 socket on every address answers with one of IPv6, never a link's own`(remote: String, local: String) {
    let devices: [(address: String?, netmask: String?)] = [
      ("192.168.7.9", "255.255.255.0"), ("fe80::1", "ffff:ffff:ffff:ffff::"), ("::1", nil),
      ("2001:db8:1::5", "ffff:ffff:ffff::"),
    ]
    let address = LocalAddress(bound: HostPort(host: "::", port: 5060), devices: devices)
    #expect(address.towards(remote) == HostPort(host: local, port: 5060))
  }
}
