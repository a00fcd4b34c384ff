/// A line of a message, without its end.
struct MessageLine {
  /// Where it lies in the message.
  var range: Range<Int>
  /// What it says when that is not what lies there: a lone CR is a space, as it is when we write it, and lines that
  /// continue others are joined to them by one space.
  var copy: [UInt8]?
  var isASCII: Bool

  var isEmpty: Bool { range.isEmpty }

  /// Whether it continues the line before (RFC 3261 §7.3.1).
  func isContinuation(in message: Span<UInt8>) -> Bool {
    guard let first = copy?.first ?? (range.isEmpty ? nil : message[range.lowerBound]) else { return false }
    return first.isSIPSpace
  }

  func text(in message: Span<UInt8>) -> String {
    if let copy { String(copy.span) } else { String(message.extracting(range)) }
  }

  /// Puts the line that continues this one behind it. Grows in place, however many follow.
  mutating func append(_ line: MessageLine, in message: Span<UInt8>) {
    var bytes = copy ?? Self.bytes(message, range)
    // So that nobody else holds the bytes while they grow.
    copy = nil
    bytes.append(0x20)
    bytes += (line.copy ?? Self.bytes(message, line.range)).drop { $0.isSIPSpace }
    copy = bytes
    isASCII = isASCII && line.isASCII
  }

  static func bytes(_ message: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    message.extracting(range).withUnsafeBufferPointer { Array($0) }
  }
}
