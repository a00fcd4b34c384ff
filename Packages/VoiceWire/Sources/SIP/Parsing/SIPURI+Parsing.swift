extension SIPURI {
  /// Reads a URI that fills the text; nil when it is none.
  public init?(_ text: String) {
    var reader = FieldReader(text)
    guard !reader.bytes.contains(where: { $0 <= 0x20 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 }) else { return nil }
    let name = reader.run { $0.isLetter || $0.isDigit || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E }.lowercased()
    guard let first = name.utf8.first, first.isLetter, reader.take(0x3A), !reader.isAtEnd else { return nil }
    self.init(host: "")
    switch name {
    case "sip", "sips":
      scheme = name == "sips" ? .sips : .sip
      guard readUser(&reader), readHost(&reader), let parameters = Self.list(&reader, 0x3B, 0x3B) else { return nil }
      self.parameters = parameters
      guard let headers = Self.list(&reader, 0x3F, 0x26), reader.isAtEnd else { return nil }
      self.headers = headers
    case "tel":
      scheme = .tel
      let number = reader.run { $0 != 0x3B }
      guard !number.isEmpty, let parameters = Self.list(&reader, 0x3B, 0x3B), reader.isAtEnd else { return nil }
      user = number
      self.parameters = parameters
    default:
      scheme = .other(name)
      opaque = reader.remainder()
    }
  }

  // The user part may hold `;`, `?` and `/`, so the at sign decides.
  private mutating func readUser(_ reader: inout FieldReader) -> Bool {
    guard let at = reader.bytes.lastIndex(of: 0x40), at > reader.position else {
      return reader.next != 0x40
    }
    let length = at - reader.position
    var count = 0
    let text = reader.run { byte in
      count += 1
      return count <= length && byte != 0x3A
    }
    user = text
    if reader.take(0x3A) {
      let rest = at - reader.position
      var taken = 0
      password = reader.run { _ in
        taken += 1
        return taken <= rest
      }
    }
    return reader.take(0x40) && !text.isEmpty
  }

  private mutating func readHost(_ reader: inout FieldReader) -> Bool {
    guard let (host, port) = reader.hostPort() else { return false }
    self.host = host
    self.port = port
    return true
  }

  private static func list(_ reader: inout FieldReader, _ first: UInt8, _ separator: UInt8) -> SIPParameters? {
    var parameters = SIPParameters()
    var lead = first
    while reader.take(lead) {
      lead = separator
      let name = reader.run { $0 != separator && $0 != 0x3D && $0 != 0x3F }
      if reader.take(0x3D) {
        guard !name.isEmpty else { return nil }
        parameters.append(name, reader.run { $0 != separator && (separator == 0x26 || $0 != 0x3F) })
      } else if !name.isEmpty {
        parameters.append(name)
      }
    }
    return parameters
  }
}

extension FieldReader {
  /// A host name, IPv4 or bracketed IPv6 address, and the port after a colon.
  mutating func hostPort() -> (host: String, port: Int?)? {
    let host: String
    if take(0x5B) {
      host = run { $0.hexDigit != nil || $0 == 0x3A || $0 == 0x2E }
      guard take(0x5D), host.utf8.contains(0x3A) else { return nil }
    } else {
      host = run { $0.isHostCharacter }
    }
    guard !host.isEmpty else { return nil }
    guard take(0x3A) else { return (host, nil) }
    let digits = run { $0.isDigit }
    guard digits.utf8.count <= 6, let port = Int(digits), port <= 65535 else { return nil }
    return (host, port)
  }
}
