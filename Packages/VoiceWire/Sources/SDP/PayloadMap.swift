/// What the payload types of one `m=` section stand for: `a=rtpmap` lines, and the static numbers of RFC 3551 that
/// peers list without one.
struct PayloadMap {
  /// One payload type and what it carries.
  enum Content: Equatable {
    case audio(AudioEncoding)
    /// Named events on the 8000 Hz clock (RFC 4733); other clocks are not ours.
    case telephoneEvent
    case unknown
  }

  /// In the order of the `m=` line, the sender's preference.
  let entries: [(payloadType: UInt8, content: Content)]

  init(_ section: MediaDescription) {
    var mapped: [UInt8: Content] = [:]
    for line in section.lines {
      guard let value = line.value(ofAttribute: "rtpmap") else { continue }
      let fields = value.split(separator: " ", maxSplits: 1)
      guard fields.count == 2, let type = UInt8(fields[0]), type < 128, mapped[type] == nil else { continue }
      mapped[type] = PayloadMap.content(of: fields[1])
    }
    entries = section.formats.compactMap { format in
      guard let type = UInt8(format), type < 128 else { return nil }
      let content = mapped[type] ?? AudioEncoding(staticPayloadType: type).map(Content.audio) ?? .unknown
      return (type, content)
    }
  }

  /// Reads `name/clock[/channels]`.
  private static func content(of mapping: Substring) -> Content {
    let parts = mapping.split(separator: "/").map { part in part.filter { !$0.isWhitespace } }
    guard parts.count >= 2, Int(parts[1]) == AudioEncoding.clockRate, parts.count < 3 || parts[2] == "1" else {
      return .unknown
    }
    if parts[0].lowercased() == "telephone-event" { return .telephoneEvent }
    return AudioEncoding(encodingName: parts[0]).map(Content.audio) ?? .unknown
  }

  /// The first audio encoding of the list that `supported` allows.
  func firstAudio(among supported: [AudioEncoding]) -> (payloadType: UInt8, encoding: AudioEncoding)? {
    for entry in entries {
      if case .audio(let encoding) = entry.content, supported.contains(encoding) {
        return (entry.payloadType, encoding)
      }
    }
    return nil
  }

  func payloadType(of content: Content) -> UInt8? {
    entries.first { $0.content == content }?.payloadType
  }
}
