extension SIPURI {
  /// Reads a URI that fills the text; nil when it is none.
  public init?(_ text: String) {
    self.init(FieldReader(text))
  }

  /// Reads a URI that fills all that the reader has left.
  init?(_ text: FieldReader) {
    var reader = text
    guard let first = reader.next, first.isLetter, !reader.contains(where: \.isNeverInURI) else { return nil }
    let written = reader.run { $0.isLetter || $0.isDigit || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E }
    guard reader.take(0x3A), !reader.isAtEnd else { return nil }
    switch written == "sip" ? written : written.lowercased() {
    case "sip", "sips":
      guard let (user, password) = reader.userPart(), let (host, port) = reader.hostPort(),
        let parameters = Self.list(&reader, 0x3B, 0x3B), let headers = Self.list(&reader, 0x3F, 0x26), reader.isAtEnd
      else { return nil }
      self.init(
        scheme: written.utf8.count == 4 ? .sips : .sip, user: user, password: password, host: host, port: port,
        parameters: parameters, headers: headers, opaque: "")
    case "tel":
      let number = reader.run { $0 != 0x3B }
      guard !number.isEmpty, let parameters = Self.list(&reader, 0x3B, 0x3B), reader.isAtEnd else { return nil }
      self.init(
        scheme: .tel, user: number, password: nil, host: "", port: nil, parameters: parameters,
        headers: SIPParameters(), opaque: "")
    case let other:
      self.init(
        scheme: .other(other), user: nil, password: nil, host: "", port: nil, parameters: SIPParameters(),
        headers: SIPParameters(), opaque: reader.remainder())
    }
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
  /// `user:password@`, of which all may be missing; nil when the user is empty.
  fileprivate mutating func userPart() -> (user: String?, password: String?)? {
    // The user part may hold `;`, `?` and `/`, so the last at sign decides.
    guard let length = distance(toLast: 0x40) else { return (nil, nil) }
    var part = FieldReader(skip(length), of: self)
    let user = part.run { $0 != 0x3A }
    let password = part.take(0x3A) ? part.remainder() : nil
    guard take(0x40), !user.isEmpty else { return nil }
    return (user, password)
  }

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
    guard let port = number(digits: 6), port <= 65535 else { return nil }
    return (host, port)
  }
}
