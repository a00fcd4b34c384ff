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

  /// The line before, or nothing, with this one after it.
  func joined(to line: MessageLine?, in message: Span<UInt8>) -> MessageLine {
    var joined = line ?? MessageLine(range: range, copy: [], isASCII: true)
    var bytes = joined.copy ?? Self.bytes(message, joined.range)
    bytes.append(0x20)
    bytes += (copy ?? Self.bytes(message, range)).drop { $0.isSIPSpace }
    joined.copy = bytes
    joined.isASCII = joined.isASCII && isASCII
    return joined
  }

  static func bytes(_ message: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    message.extracting(range).withUnsafeBufferPointer { Array($0) }
  }
}
