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
    var startLine: String
    var headers = SIPHeaders()
    var hasBadLine = false

    var unreadable: UnreadableRequest? {
      var reader = FieldReader(startLine)
      guard let method = reader.token(), reader.take(0x20), !method.isSameToken(as: "SIP") else { return nil }
      return UnreadableRequest(method: SIPMethod(rawValue: method), headers: headers)
    }
  }

  /// Reads up to the empty line, or to the end where it is missing.
  func head(of bytes: ArraySlice<UInt8>) throws(SIPParseError) -> (Head, bodyStart: Int) {
    guard bytes.count <= maximumLength else { throw SIPParseError(.tooLarge) }
    let message = bytes.span
    var lines = LineReader()
    guard let first = lines.startLine(of: message) else { throw SIPParseError(.empty) }
    var head = Head(startLine: first.text(in: message))
    // Few messages have more.
    head.headers.reserve(min(maximumFields, 32))
    // A header field that lines may yet continue. Nothing is copied unless one does.
    var field: MessageLine?
    // Lines that continue others count too.
    var count = 0
    while let line = lines.next(in: message) {
      if line.isContinuation(in: message) {
        count += 1
        guard count <= maximumFields else { throw SIPParseError(.tooLarge, request: head.unreadable) }
        var whole = field ?? MessageLine(range: line.range, copy: [], isASCII: true)
        field = nil
        whole.append(line, in: message)
        field = whole
        continue
      }
      if let field { Self.add(field, of: message, to: &head) }
      field = nil
      if line.isEmpty { break }
      field = line
      count += 1
      guard count <= maximumFields else { throw SIPParseError(.tooLarge, request: head.unreadable) }
    }
    if let field { Self.add(field, of: message, to: &head) }
    return (head, bytes.startIndex + lines.position)
  }

  /// The value of Content-Length; nil when there is none.
  func contentLength(of head: Head) throws(SIPParseError) -> Int? {
    var length: Int?
    let fields = head.headers.fields
    for index in fields.indices where fields[index].name == .contentLength {
      var reader = FieldReader(fields[index].value)
      guard let value = reader.number(digits: 9), reader.isAtEnd, length == nil || length == value else {
        throw SIPParseError(.contentLength, request: head.unreadable)
      }
      length = value
    }
    return length
  }

  func message(_ head: Head, body: [UInt8]) throws(SIPParseError) -> SIPMessage {
    let line = head.startLine
    if line.hasPrefix("SIP/") {
      guard var response = Self.statusLine(line), !head.hasBadLine else { throw SIPParseError(.startLine) }
      response.headers = head.headers
      response.body = body
      return .response(response)
    }
    // Exactly one space on each side of the URI; spaces at the end of the line are forgiven (RFC 4475 §3.1.2.8–10).
    var whole = FieldReader(line)
    let all = whole.skip { _ in true }
    var reader = FieldReader(whole.trimmed(all), of: whole)
    let method = reader.run { $0.isSIPToken }
    guard !method.isEmpty, reader.take(0x20), let versionStart = reader.distance(toLast: 0x20) else {
      throw SIPParseError(.startLine)
    }
    let target = reader.skip(versionStart)
    _ = reader.take(0x20)
    let version = reader.remainder()
    guard version.hasPrefix("SIP/") else { throw SIPParseError(.startLine) }
    guard let uri = SIPURI(FieldReader(target, of: reader)) else {
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

  private static func add(_ line: MessageLine, of message: Span<UInt8>, to head: inout Head) {
    if let copy = line.copy {
      add(copy.span, isASCII: line.isASCII, to: &head)
    } else {
      add(message.extracting(line.range), isASCII: line.isASCII, to: &head)
    }
  }

  private static func add(_ line: Span<UInt8>, isASCII: Bool, to head: inout Head) {
    var position = 0
    while position < line.count, line[position].isSIPToken { position += 1 }
    let nameEnd = position
    while position < line.count, line[position].isSIPSpace { position += 1 }
    guard nameEnd > 0, position < line.count, line[position] == 0x3A else { return head.hasBadLine = true }
    var start = position + 1
    while start < line.count, line[start].isSIPSpace { start += 1 }
    var end = line.count
    while end > start, line[end - 1].isSIPSpace { end -= 1 }
    let name = SIPHeaderName(token: line.extracting(0..<nameEnd))
    head.headers.append(SIPHeaders.Field(name, bytes: line.extracting(start..<end), isASCII: isASCII))
  }
}
