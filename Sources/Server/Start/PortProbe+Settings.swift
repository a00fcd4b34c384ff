extension PortProbe {
  /// Looks at every port that a server opens, before it makes or changes anything.
  ///
  /// - Throws: ``StartError`` with code `unavailable` that names the first port that cannot be opened.
  static func requireFree(_ settings: Settings) throws {
    let (web, telephone) = (settings.web, settings.telephone)
    try require("HTTP", web.address, web.port, stream: true, key: .httpPort)
    try require("SIP UDP", telephone.address, telephone.port, stream: false, key: .sipPort)
    try require("SIP TCP", telephone.address, telephone.port, stream: true, key: .sipPort)
    for (name, port, key) in [
      ("SIP TLS", telephone.tlsPort, SettingKey.sipTLSPort), ("SIP WS", telephone.webSocketPort, .sipWebSocketPort),
      ("SIP WSS", telephone.secureWebSocketPort, .sipSecureWebSocketPort),
    ] {
      if let port { try require(name, telephone.address, port, stream: true, key: key) }
    }
    let media = telephone.mediaPorts
    let hasRoom = stride(from: Int(media.lowerBound), through: Int(media.upperBound), by: 1).contains {
      $0.isMultiple(of: 2) && complaint(address: telephone.address, port: $0, stream: false) == nil
    }
    guard hasRoom else {
      throw StartError(
        code: .unavailable,
        message: "no media port from \(media.lowerBound) to \(media.upperBound) on \(telephone.address) is free; "
          + "stop what uses them or set \(SettingKey.mediaPorts.environmentName)")
    }
  }

  private static func require(
    _ name: String, _ address: String, _ port: Int, stream: Bool, key: SettingKey
  ) throws {
    guard let complaint = complaint(address: address, port: port, stream: stream) else { return }
    throw StartError(
      code: .unavailable,
      message: "\(name) port \(port) on \(address) cannot be opened (\(complaint)); stop what uses it or set "
        + key.environmentName)
  }
}
