extension SIPMessage {
  /// The message as it goes on the wire. Content-Length is always written, last and true, whatever the headers said.
  public func serialized() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(1024 + body.count)
    bytes.append(contentsOf: description.utf8)
    Self.endLine(from: 0, of: &bytes)
    let headers = headers
    for index in headers.fields.indices where headers.fields[index].name != .contentLength {
      bytes.append(contentsOf: headers.fields[index].name.spelling.utf8)
      bytes.append(0x3A)
      bytes.append(0x20)
      let start = bytes.count
      headers.fields[index].append(to: &bytes)
      Self.endLine(from: start, of: &bytes)
    }
    bytes.append(contentsOf: "Content-Length: \(body.count)\r\n\r\n".utf8)
    bytes.append(contentsOf: body)
    return bytes
  }

  // A line break inside a value would let whoever chose the value write headers of his own.
  private static func endLine(from start: Int, of bytes: inout [UInt8]) {
    for index in start..<bytes.count where bytes[index] == 0x0D || bytes[index] == 0x0A { bytes[index] = 0x20 }
    bytes.append(0x0D)
    bytes.append(0x0A)
  }
}
