/// Cuts the bytes of a connection into messages: several in one read, one in several, keep-alives between them
/// (RFC 3261 §18.3, RFC 5626 §3.5.1).
public struct SIPStreamFramer: Sendable {
  public enum Frame: Hashable, Sendable {
    case message(SIPMessage)
    /// CRLFCRLF between messages; the answer is one CRLF.
    case ping
    /// A broken message of known length: say 400 where `request` allows, and go on.
    case unreadable(SIPParseError)
    /// Where the next message begins cannot be told: say 400 where `request` allows, and close.
    case lost(SIPParseError)
  }

  private let parser: SIPParser
  private var buffer: [UInt8] = []
  private var start = 0
  /// Bytes after `start` already searched for the end of the headers.
  private var searched = 0
  /// How many bytes the message needs whose head was read and whose body is not whole; zero when none is.
  private var awaited = 0
  private var isLost = false

  public init(parser: SIPParser = SIPParser()) {
    self.parser = parser
  }

  /// True when a message has begun and not ended. Line ends before it do not count.
  public var isInsideMessage: Bool { buffer[start...].contains { $0 != 0x0D && $0 != 0x0A } }

  /// Takes the answer to a ping of ours, when it is all there is: a line end by itself (RFC 5626 §4.4.1).
  public mutating func takeLineEnd() -> Bool {
    guard buffer.count - start == 2, buffer[start] == 0x0D, buffer[start + 1] == 0x0A else { return false }
    consume(2)
    return true
  }

  public mutating func append(_ bytes: some Collection<UInt8>) {
    guard !isLost else { return }
    if start > 0, start == buffer.count || start > 65_536 {
      buffer.removeFirst(start)
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next whole frame; nil until more bytes come. Nothing follows `lost`.
  public mutating func next() -> Frame? {
    // A head is read twice at most, however small the pieces in which its body comes.
    guard !isLost, buffer.count - start >= awaited else { return nil }
    if buffer.count - start >= 4, buffer[start] == 0x0D, buffer[start + 1] == 0x0A, buffer[start + 2] == 0x0D,
      buffer[start + 3] == 0x0A
    {
      consume(4)
      return .ping
    }
    // One line end may be the first half of a keep-alive, or what stands before a message.
    if buffer.count - start >= 3, buffer[start] == 0x0D, buffer[start + 1] == 0x0A, buffer[start + 2] != 0x0D {
      consume(2)
    }
    guard let headEnd = endOfHead() else {
      return buffer.count - start > parser.maximumLength ? lose(SIPParseError(.tooLarge)) : nil
    }
    do throws(SIPParseError) {
      return try frame(headEnd: headEnd)
    } catch {
      return lose(error)
    }
  }

  private mutating func frame(headEnd: Int) throws(SIPParseError) -> Frame? {
    let (head, _) = try parser.head(of: buffer[start..<headEnd])
    guard let length = try parser.contentLength(of: head) else {
      throw SIPParseError(.contentLength, request: head.unreadable)
    }
    guard headEnd - start + length <= parser.maximumLength else {
      throw SIPParseError(.tooLarge, request: head.unreadable)
    }
    guard buffer.count >= headEnd + length else {
      awaited = headEnd - start + length
      return nil
    }
    let body = Array(buffer[headEnd..<(headEnd + length)])
    defer { consume(headEnd - start + length) }
    do throws(SIPParseError) {
      return .message(try parser.message(head, body: body))
    } catch {
      return error.request == nil && error.reason == .startLine && !Self.isResponse(head)
        ? lose(error) : .unreadable(error)
    }
  }

  private static func isResponse(_ head: SIPParser.Head) -> Bool {
    head.startLine.utf8.starts(with: "SIP/".utf8)
  }

  /// The index after the empty line.
  private mutating func endOfHead() -> Int? {
    var index = start + max(0, searched - 3)
    while index + 1 < buffer.count {
      if buffer[index] == 0x0A {
        if buffer[index + 1] == 0x0A { return index + 2 }
        if index + 2 < buffer.count, buffer[index + 1] == 0x0D, buffer[index + 2] == 0x0A { return index + 3 }
      }
      index += 1
    }
    searched = buffer.count - start
    return nil
  }

  private mutating func consume(_ count: Int) {
    start = min(start + count, buffer.count)
    searched = 0
    awaited = 0
  }

  private mutating func lose(_ error: SIPParseError) -> Frame {
    isLost = true
    buffer = []
    start = 0
    return .lost(error)
  }
}
