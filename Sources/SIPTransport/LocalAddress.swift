internal import NIOCore
internal import SIP

/// The address of ours that a peer can answer to, for a socket bound to every address.
struct LocalAddress: Sendable {
  private struct Network {
    var address: String
    var bits: UInt32
    var mask: UInt32
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
      guard let address = device.address, let bits = Self.bits(address) else { return nil }
      return Network(address: address, bits: bits, mask: device.netmask.flatMap(Self.bits) ?? 0xFFFF_FFFF)
    }
  }

  /// The bound address, or the interface in the peer's network, or the first that is not the loopback.
  func towards(_ remote: String) -> HostPort {
    guard bound.host == "0.0.0.0" || bound.host == "::" else { return bound }
    let bits = Self.bits(remote)
    let near = networks.first { network in bits.map { $0 & network.mask == network.bits & network.mask } ?? false }
    let any = networks.first { $0.bits >> 24 != 127 }
    return HostPort(host: near?.address ?? any?.address ?? "127.0.0.1", port: bound.port)
  }

  private static func bits(_ address: String) -> UInt32? {
    let parts = address.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4 else { return nil }
    return parts.reduce(0 as UInt32?) { sum, part in
      guard let sum, let part else { return nil }
      return sum << 8 | UInt32(part)
    }
  }
}
