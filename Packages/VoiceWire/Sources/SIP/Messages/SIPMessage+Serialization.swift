extension SIPMessage {
  /// The message as it goes on the wire. Content-Length is always written, last and true, whatever the headers said.
  public func serialized() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512 + body.count)
    bytes.append(contentsOf: Self.singleLine(description.utf8))
    bytes.append(contentsOf: [0x0D, 0x0A])
    for field in headers.fields where field.name != .contentLength {
      bytes.append(contentsOf: field.name.spelling.utf8)
      bytes.append(contentsOf: [0x3A, 0x20])
      bytes.append(contentsOf: Self.singleLine(field.bytes))
      bytes.append(contentsOf: [0x0D, 0x0A])
    }
    bytes.append(contentsOf: "Content-Length: \(body.count)\r\n\r\n".utf8)
    bytes.append(contentsOf: body)
    return bytes
  }

  // A line break inside a value would let whoever chose the value write headers of his own.
  private static func singleLine(_ text: some Sequence<UInt8>) -> [UInt8] {
    text.map { $0 == 0x0D || $0 == 0x0A ? 0x20 : $0 }
  }
}
