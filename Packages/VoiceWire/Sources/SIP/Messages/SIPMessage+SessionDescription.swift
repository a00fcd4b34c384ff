extension SIPMessage {
  /// The session description of the body: the whole of it, or its part in a multipart body (SIP-I carriers send the ISUP
  /// part beside it). Nil when there is none.
  public var sessionDescription: [UInt8]? {
    guard !body.isEmpty, let type = headers[.contentType] else { return nil }
    var reader = FieldReader(type)
    reader.skipSpaces()
    let kind = reader.run { $0 != 0x3B && !$0.isSIPSpace }.lowercased()
    if kind == "application/sdp" { return body }
    guard kind.hasPrefix("multipart/"), let boundary = reader.parameters()?["boundary"], !boundary.isEmpty else {
      return nil
    }
    return Self.part(of: body, boundary: Array("--\(boundary)".utf8))
  }

  private static func part(of body: [UInt8], boundary: [UInt8]) -> [UInt8]? {
    var marks: [Int] = []
    var index = 0
    while index + boundary.count <= body.count {
      if index == 0 || body[index - 1] == 0x0A, body[index...].starts(with: boundary) {
        marks.append(index)
        index += boundary.count
      } else {
        index += 1
      }
    }
    for (start, end) in zip(marks, marks.dropFirst()) {
      let first = min(start + boundary.count, end)
      // The part's own headers read like a message whose start line is the rest of the boundary line.
      let section = Array("x".utf8) + body[first..<end]
      guard let (head, bodyStart) = try? SIPParser().head(of: section[...]) else { continue }
      guard head.headers[.contentType]?.lowercased().hasPrefix("application/sdp") == true else { continue }
      var content = section[bodyStart...]
      if content.last == 0x0A { content = content.dropLast() }
      if content.last == 0x0D { content = content.dropLast() }
      return Array(content)
    }
    return nil
  }
}
