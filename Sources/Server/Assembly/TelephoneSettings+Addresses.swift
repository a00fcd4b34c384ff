extension Settings.Telephone {
  /// The address that a peer is told to send media to.
  func mediaAddress(seen: SeenAddress) -> @Sendable (_ peer: String) -> String {
    let (told, bound) = (publicAddress, address)
    return { peer in
      if let told = told ?? seen.value { return told }
      guard bound == "0.0.0.0" || bound == "::" else { return bound }
      return LocalAddress.facing(peer) ?? (peer.contains(":") ? "::1" : "127.0.0.1")
    }
  }

  /// The address that the start message tells to dial.
  var dialHost: String {
    if let publicAddress { return publicAddress }
    return address == "0.0.0.0" ? "127.0.0.1" : address
  }

  /// The TCP ports beside that of SIP, with what they speak.
  var securePorts: [(name: String, port: Int)] {
    [("SIP TLS", tlsPort), ("SIP WS", webSocketPort), ("SIP WSS", secureWebSocketPort)].compactMap { name, port in
      port.map { (name, $0) }
    }
  }
}
