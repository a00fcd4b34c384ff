/// Turns the bytes of one message into a `SIPMessage`. Total: any bytes give a message or a typed error.
///
/// Checks form only; whether a request has what it needs is asked by `RequestEssentials`.
public struct SIPParser: Sendable {
  /// The longest message, in bytes.
  public var maximumLength: Int
  /// The most header fields in one message.
  public var maximumFields: Int

  public init(maximumLength: Int = 65_535, maximumFields: Int = 256) {
    self.maximumLength = maximumLength
    self.maximumFields = maximumFields
  }

  /// Reads one datagram. Without Content-Length the body is all that follows; what follows a body of known length is
  /// ignored (RFC 3261 §18.3).
  public func parse(_ bytes: [UInt8]) throws(SIPParseError) -> SIPMessage {
    let (head, bodyStart) = try head(of: bytes[...])
    let available = bytes.count - bodyStart
    guard let length = try contentLength(of: head) else {
      return try message(head, body: Array(bytes[bodyStart...]))
    }
    guard length <= available else { throw SIPParseError(.truncatedBody, request: head.unreadable) }
    return try message(head, body: Array(bytes[bodyStart..<(bodyStart + length)]))
  }

  /// Start line and headers of a message, before anything is made of them.
  struct Head {
    var startLine: [UInt8]
    var headers: SIPHeaders
    var hasBadLine: Bool

    var unreadable: UnreadableRequest? {
      var reader = FieldReader(String(decoding: startLine, as: UTF8.self))
      guard let method = reader.token(), reader.take(0x20), !method.isSameToken(as: "SIP") else { return nil }
      return UnreadableRequest(method: SIPMethod(rawValue: method), headers: headers)
    }
  }

  /// Reads up to the empty line, or to the end where it is missing.
  func head(of bytes: ArraySlice<UInt8>) throws(SIPParseError) -> (Head, bodyStart: Int) {
    guard bytes.count <= maximumLength else { throw SIPParseError(.tooLarge) }
    var position = bytes.startIndex
    while position < bytes.endIndex, bytes[position] == 0x0D || bytes[position] == 0x0A || bytes[position] == 0 {
      position += 1
    }
    guard position < bytes.endIndex else { throw SIPParseError(.empty) }
    var head = Head(startLine: Array(Self.line(in: bytes, at: &position)), headers: SIPHeaders(), hasBadLine: false)
    // A header field with the lines that continue it. Nothing is copied unless there are any.
    var logical: ArraySlice<UInt8> = []
    var count = 0
    while position < bytes.endIndex {
      let line = Self.line(in: bytes, at: &position)
      if let first = line.first, first.isSIPSpace {
        logical.append(0x20)
        logical.append(contentsOf: line.drop { $0.isSIPSpace })
        continue
      }
      if !logical.isEmpty { Self.add(logical, to: &head) }
      if line.isEmpty {
        logical = []
        break
      }
      logical = line
      count += 1
      guard count <= maximumFields else { throw SIPParseError(.tooLarge, request: head.unreadable) }
    }
    if !logical.isEmpty { Self.add(logical, to: &head) }
    return (head, position)
  }

  /// The value of Content-Length; nil when there is none.
  func contentLength(of head: Head) throws(SIPParseError) -> Int? {
    var length: Int?
    for field in head.headers.all(.contentLength) {
      let digits = FieldReader.trimmed(Array(field.value.utf8))
      guard !digits.isEmpty, digits.utf8.count <= 9, digits.utf8.allSatisfy(\.isDigit), let value = Int(digits),
        length == nil || length == value
      else { throw SIPParseError(.contentLength, request: head.unreadable) }
      length = value
    }
    return length
  }

  func message(_ head: Head, body: [UInt8]) throws(SIPParseError) -> SIPMessage {
    let line = String(decoding: head.startLine, as: UTF8.self)
    if line.hasPrefix("SIP/") {
      guard var response = Self.statusLine(line), !head.hasBadLine else { throw SIPParseError(.startLine) }
      response.headers = head.headers
      response.body = body
      return .response(response)
    }
    // Exactly one space on each side of the URI; spaces at the end of the line are forgiven (RFC 4475 §3.1.2.8–10).
    let parts = FieldReader.trimmed(head.startLine).utf8.split(separator: 0x20, omittingEmptySubsequences: false)
    guard parts.count >= 3, let version = parts.last.map({ String($0) ?? "" }), version.hasPrefix("SIP/"),
      let method = parts.first.map({ String($0) ?? "" }), !method.isEmpty, method.utf8.allSatisfy(\.isSIPToken)
    else { throw SIPParseError(.startLine) }
    guard parts.count == 3, let uri = String(parts[1]).flatMap({ SIPURI($0) }) else {
      throw SIPParseError(.requestURI, request: head.unreadable)
    }
    guard !head.hasBadLine else { throw SIPParseError(.headerLine, request: head.unreadable) }
    var request = SIPRequest(method: SIPMethod(rawValue: method), uri: uri, headers: head.headers, body: body)
    request.version = version
    return .request(request)
  }

  private static func statusLine(_ line: String) -> SIPResponse? {
    var reader = FieldReader(line)
    guard reader.run(while: { $0 != 0x20 }) == "SIP/2.0", reader.take(0x20) else { return nil }
    let digits = reader.run { $0.isDigit }
    guard digits.utf8.count == 3, let code = Int(digits), (100...699).contains(code),
      reader.isAtEnd || reader.take(0x20)
    else { return nil }
    return SIPResponse(status: SIPStatus(code), reason: reader.remainder())
  }

  private static func add(_ line: ArraySlice<UInt8>, to head: inout Head) {
    guard let colon = line.firstIndex(of: 0x3A) else { return head.hasBadLine = true }
    var nameEnd = colon
    while nameEnd > line.startIndex, line[nameEnd - 1].isSIPSpace { nameEnd -= 1 }
    let name = line[..<nameEnd]
    guard !name.isEmpty, name.allSatisfy({ $0.isSIPToken }) else { return head.hasBadLine = true }
    var start = colon + 1
    while start < line.endIndex, line[start].isSIPSpace { start += 1 }
    var end = line.endIndex
    while end > start, line[end - 1].isSIPSpace { end -= 1 }
    head.headers.append(
      SIPHeaders.Field(SIPHeaderName(String(decoding: name, as: UTF8.self)), bytes: line[start..<end]))
  }

  // Ends at CRLF; a lone LF is forgiven, and a lone CR is a space, as it is when we write it.
  private static func line(in bytes: ArraySlice<UInt8>, at position: inout Int) -> ArraySlice<UInt8> {
    let start = position
    var end = start
    var returns = 0
    while end < bytes.endIndex, bytes[end] != 0x0A {
      if bytes[end] == 0x0D { returns += 1 }
      end += 1
    }
    position = min(end + 1, bytes.endIndex)
    if end > start, bytes[end - 1] == 0x0D {
      end -= 1
      returns -= 1
    }
    let line = bytes[start..<end]
    return returns == 0 ? line : ArraySlice(line.map { $0 == 0x0D ? 0x20 : $0 })
  }
}
