extension Settings.Telephone {
  /// The address that a peer is told to send media to.
  var mediaAddress: @Sendable (_ peer: String) -> String {
    let (told, bound) = (publicAddress, address)
    return { peer in
      if let told { return told }
      guard bound == "0.0.0.0" || bound == "::" else { return bound }
      return LocalAddress.facing(peer) ?? (peer.contains(":") ? "::1" : "127.0.0.1")
    }
  }

  /// The address that the start message tells to dial.
  var dialHost: String {
    if let publicAddress { return publicAddress }
    return address == "0.0.0.0" ? "127.0.0.1" : address
  }
}
