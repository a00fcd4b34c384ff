public import SIP

extension SIPService {
  /// Where a request goes: the servers of its next hop, best first, each with the flow whose local address Via and Contact
  /// speak of (RFC 3263). Never empty. Only transports and families that this service has are asked for.
  /// Servers that did not answer a request a short while ago come last.
  public func targets(of request: ResolutionRequest) async throws(ResolutionFailure) -> [Destination] {
    let places = places
    var request = request
    request.supported = request.supported.filter { transport in
      switch transport {
      case .udp: places.contains { $0.transport == .udp }
      case .tcp: true
      case .tls: canDialTLS
      case .ws, .wss: false
      }
    }
    // A machine without an IPv6 address of its own listens there all the same, but reaches nobody.
    let isIPv6: Set<Bool> = Set(places.map(\.address).filter(\.leadsOut).map(\.bound.isIPv6))
    if !isIPv6.isEmpty { request.families.removeAll { !isIPv6.contains($0 == .ipv6) } }
    return try await resolver.targets(of: request).map { target in
      var target = target
      let family = places.filter { $0.address.bound.isIPv6 == target.address.isIPv6 }
      if let place = family.first(where: { $0.transport == target.transport }) ?? family.first {
        target.flow = Flow(
          transport: target.transport, local: place.address.towards(target.address.host), remote: target.address)
      }
      return target
    }
  }
}
