extension Via {
  /// Reads one hop; nil when it is none. Spaces may stand around every separator (RFC 3261 §25.1).
  public init?(_ text: String) {
    var reader = FieldReader(text)
    reader.skipSpaces()
    guard let name = reader.token(), name.isSameToken(as: "SIP"), reader.slash(),
      !reader.skip(while: { $0.isSIPToken }).isEmpty, reader.slash(),
      let transport = reader.token(), reader.next?.isSIPSpace == true
    else { return nil }
    reader.skipSpaces()
    guard let (host, port) = reader.hostPort(), let parameters = reader.parameters() else { return nil }
    let hasLowerCase = transport.utf8.contains { $0 >= 0x61 }
    self.init(
      transport: hasLowerCase ? transport.uppercased() : transport, host: host, port: port, parameters: parameters)
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
