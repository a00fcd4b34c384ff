extension SessionDescription: CustomStringConvertible {
  /// As `text`, without the keys.
  public var description: String {
    var shown = self
    for index in shown.media.indices { shown.media[index].hideKeys() }
    for index in shown.lines.indices { shown.lines[index].hideKey() }
    return shown.text
  }

  /// The description as a SIP body, in the order RFC 8866 §5 asks for.
  public var text: String {
    var text = "v=0\r\no=\(origin.text)\r\ns=\(name)\r\n"
    let beforeConnection: [UInt8] = Array("iuep".utf8)
    for line in lines where beforeConnection.contains(line.type) { text.append(line) }
    if let connection { text += "c=\(connection.text)\r\n" }
    var hasTime = false
    for line in lines where line.type == UInt8(ascii: "b") { text.append(line) }
    for line in lines where Array("trzk".utf8).contains(line.type) {
      hasTime = true
      text.append(line)
    }
    if !hasTime { text += "t=0 0\r\n" }
    for line in lines where !Array("iuepbtrzk".utf8).contains(line.type) { text.append(line) }
    for section in media { text.append(section) }
    return text
  }

  /// `text` as bytes.
  public var bytes: [UInt8] { Array(text.utf8) }
}

extension MediaDescription {
  fileprivate mutating func hideKeys() {
    for index in lines.indices { lines[index].hideKey() }
  }
}

extension Line {
  fileprivate mutating func hideKey() {
    guard let crypto = value(ofAttribute: "crypto") else { return }
    value = "crypto:" + crypto.split(separator: " ").prefix(2).joined(separator: " ") + " inline:(key)"
  }
}

extension String {
  fileprivate mutating func append(_ line: Line) {
    unicodeScalars.append(Unicode.Scalar(line.type))
    self += "=\(line.value)\r\n"
  }

  fileprivate mutating func append(_ section: MediaDescription) {
    self += "m=\(section.kind) \(section.port) \(section.transport)"
    for format in section.formats { self += " \(format)" }
    self += "\r\n"
    for line in section.lines where line.type == UInt8(ascii: "i") { append(line) }
    if let connection = section.connection { self += "c=\(connection.text)\r\n" }
    for line in section.lines where line.type != UInt8(ascii: "i") { append(line) }
  }
}
