import SIP

extension SIPURI {
  init(_ address: SIPServerAddress) {
    self.init(host: address.host, port: address.port)
    switch address.transport {
    case .automatic, .udp: break
    case .tcp: parameters.append("transport", "tcp")
    case .tls: parameters.append("transport", "tls")
    }
  }

  /// A loose router (RFC 3261 §16.12.1).
  init(proxy address: SIPServerAddress) {
    self.init(address)
    parameters.append("lr")
  }

  /// A user part as it may stand in a URI (RFC 3261 §25.1).
  static func escaped(_ user: String) -> String {
    let free = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'()&=+$,;?/".utf8)
    return user.utf8.map { byte in
      free.contains(byte)
        ? String(decoding: [byte], as: UTF8.self)
        : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
