extension Via {
  /// Reads one hop; nil when it is none. Spaces may stand around every separator (RFC 3261 §25.1).
  public init?(_ text: String) {
    var reader = FieldReader(text)
    reader.skipSpaces()
    guard let name = reader.token(), name.isSameToken(as: "SIP"), reader.slash(), reader.token() != nil, reader.slash(),
      let transport = reader.token(), reader.next?.isSIPSpace == true
    else { return nil }
    reader.skipSpaces()
    guard let (host, port) = reader.hostPort(), let parameters = reader.parameters() else { return nil }
    self.init(transport: transport.uppercased(), host: host, port: port, parameters: parameters)
  }
}

extension FieldReader {
  fileprivate mutating func slash() -> Bool {
    skipSpaces()
    guard take(0x2F) else { return false }
    skipSpaces()
    return true
  }
}
