extension Settings.Telephone {
  /// Where media is received: where SIP listens on every address, on those of IPv6 too if the machine has it.
  var mediaBindAddress: String {
    address == "0.0.0.0" && PortProbe.complaint(address: "::", port: 0, stream: false) == nil ? "::" : address
  }

  /// The address that a peer is told to send media to.
  func mediaAddress(seen: SeenAddress) -> @Sendable (_ peer: String) -> String {
    let (told, bound) = (publicAddress, address)
    return { peer in
      if let told = told ?? seen.value { return told }
      guard bound == "0.0.0.0" || bound == "::" else { return bound }
      return LocalAddress.facing(peer) ?? (peer.contains(":") ? "::1" : "127.0.0.1")
    }
  }

  /// The address that the start message tells to dial, as it stands in a URI.
  var dialHost: String { (publicAddress ?? address).reachableHost }

  /// The TCP ports beside that of SIP, with what they speak.
  var securePorts: [(name: String, port: Int)] {
    [("SIP TLS", tlsPort), ("SIP WS", webSocketPort), ("SIP WSS", secureWebSocketPort)].compactMap { name, port in
      port.map { (name, $0) }
    }
  }
}

extension String {
  /// An address to listen on as this machine can call it, with the brackets of IPv6 in URIs (RFC 3986 §3.2.2).
  var reachableHost: String {
    switch self {
    case "0.0.0.0": "127.0.0.1"
    case "::": "[::1]"
    default: contains(":") && !hasPrefix("[") ? "[\(self)]" : self
    }
  }
}
