/// Networks, by address and prefix length: whether one holds an address takes as long with thousands as with a few.
public struct NetworkSet: Hashable, Sendable {
  private var networks: [Int: Set<NetworkAddress>] = [:]

  /// Addresses and CIDR ranges; what is neither is passed over.
  public init(_ texts: some Sequence<String>) {
    for text in texts {
      let parts = text.split(separator: "/", maxSplits: 1)
      guard let first = parts.first, let address = NetworkAddress(String(first)) else { continue }
      // Of an IPv4-mapped address the first 96 bits are not the IPv4 address's.
      let mapped = !address.isIPv6 && first.contains(":") ? 96 : 0
      let width = address.isIPv6 ? 128 : 32
      guard let length = parts.count == 2 ? Int(parts[1]).map({ $0 - mapped }) : width, (0...width).contains(length)
      else { continue }
      networks[length, default: []].insert(address.network(length))
    }
  }

  public func contains(_ address: String) -> Bool {
    NetworkAddress(address).map { contains($0) } ?? false
  }

  func contains(_ address: NetworkAddress) -> Bool {
    networks.contains { $0.value.contains(address.network($0.key)) }
  }
}
