/// Cuts the head of a message into lines. A line ends at CRLF; a lone LF is forgiven.
struct LineReader {
  /// Where the next line begins.
  private(set) var position = 0

  /// The first line that says something; nil when there are only line ends and zeros, which keep connections open.
  mutating func startLine(of message: Span<UInt8>) -> MessageLine? {
    while position < message.count, message[position] == 0x0D || message[position] == 0x0A || message[position] == 0 {
      position += 1
    }
    return next(in: message)
  }

  /// The next line; nil at the end.
  mutating func next(in message: Span<UInt8>) -> MessageLine? {
    let start = position
    guard start < message.count else { return nil }
    var end = start
    var returns = 0
    var all: UInt8 = 0
    // Eight bytes at a time up to the line's end; the rest one by one.
    let bytes = message.bytes
    while end + 8 <= message.count {
      let word = bytes.unsafeLoadUnaligned(fromByteOffset: end, as: UInt64.self)
      if word.hasByte(0x0A) || word.hasByte(0x0D) || word & 0x8080_8080_8080_8080 != 0 { break }
      end += 8
    }
    while end < message.count {
      let byte = message[end]
      if byte == 0x0A { break }
      if byte == 0x0D { returns += 1 }
      all |= byte
      end += 1
    }
    position = min(end + 1, message.count)
    if end > start, message[end - 1] == 0x0D {
      end -= 1
      returns -= 1
    }
    let range = start..<end
    guard returns > 0 else { return MessageLine(range: range, copy: nil, isASCII: all < 0x80) }
    let copy = MessageLine.bytes(message, range).map { $0 == 0x0D ? 0x20 : $0 }
    return MessageLine(range: range, copy: copy, isASCII: all < 0x80)
  }
}

extension UInt64 {
  /// Whether one of its eight bytes has that value.
  fileprivate func hasByte(_ value: UInt8) -> Bool {
    let difference = self ^ 0x0101_0101_0101_0101 &* UInt64(value)
    return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080 != 0
  }
}
