internal import NIOCore
internal import SIP

/// The address of ours that a peer can answer to, for a socket bound to every address.
struct LocalAddress: Sendable {
  private struct Network {
    var address: String
    var bits: [UInt8]
    var mask: [UInt8]

    func contains(_ other: [UInt8]) -> Bool {
      bits.count == other.count && zip(zip(bits, other), mask).allSatisfy { $0.0 & $1 == $0.1 & $1 }
    }

    var isLoopback: Bool { bits.count == 4 ? bits[0] == 127 : bits.dropLast().allSatisfy { $0 == 0 } }
    /// Of no use without a scope, which SIP has no place for.
    var isLinkLocal: Bool { bits.count == 16 && bits[0] == 0xFE && bits[1] & 0xC0 == 0x80 }
  }

  let bound: HostPort
  private let networks: [Network]

  /// Reads the machine's interfaces once.
  init(bound: HostPort) {
    let devices = (try? System.enumerateDevices()) ?? []
    self.init(bound: bound, devices: devices.map { ($0.address?.ipAddress, $0.netmask?.ipAddress) })
  }

  init(bound: HostPort, devices: [(address: String?, netmask: String?)]) {
    self.bound = bound
    networks = devices.compactMap { device in
      guard let address = device.address, let bits = IPAddressText.bytes(address) else { return nil }
      let mask = device.netmask.flatMap { IPAddressText.bytes($0) }
      return Network(address: address, bits: bits, mask: mask ?? [UInt8](repeating: 0xFF, count: bits.count))
    }
  }

  /// False for every address of IPv6 on a machine that has none that others can reach.
  var leadsOut: Bool {
    bound.host != "::" || networks.contains { $0.bits.count == 16 && !$0.isLinkLocal && !$0.isLoopback }
  }

  /// The bound address, or the interface in the peer's network, or the first that others can reach.
  func towards(_ remote: String) -> HostPort {
    guard bound.host == "0.0.0.0" || bound.host == "::" else { return bound }
    let family = networks.filter { ($0.bits.count == 16) == bound.isIPv6 && !$0.isLinkLocal }
    let bits = IPAddressText.bytes(remote)
    let near = family.first { network in bits.map { network.contains($0) } ?? false }
    let any = family.first { !$0.isLoopback }
    let loopback = bound.isIPv6 ? "::1" : "127.0.0.1"
    return HostPort(host: near?.address ?? any?.address ?? loopback, port: bound.port)
  }
}
