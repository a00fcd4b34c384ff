/// What the payload types of one `m=` section stand for: `a=rtpmap` lines, and the static numbers of RFC 3551 that
/// peers list without one.
struct PayloadMap {
  /// One payload type and what it carries.
  enum Content: Equatable {
    case audio(AudioEncoding)
    /// Named events (RFC 4733), which exist for each clock.
    case telephoneEvent(clockRate: Int)
    /// Comfort noise (RFC 3389) on the clock of telephone codecs.
    case comfortNoise
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
      return (type, mapped[type] ?? PayloadMap.content(ofStatic: type))
    }
  }

  private static func content(ofStatic payloadType: UInt8) -> Content {
    if payloadType == 13 { return .comfortNoise }
    return AudioEncoding(staticPayloadType: payloadType).map(Content.audio) ?? .unknown
  }

  /// Reads `name/clock[/channels]`.
  private static func content(of mapping: Substring) -> Content {
    let parts = mapping.split(separator: "/").map { part in part.filter { !$0.isWhitespace } }
    guard parts.count >= 2, let clockRate = Int(parts[1]) else { return .unknown }
    let isMono = parts.count < 3 || parts[2] == "1"
    switch parts[0].lowercased() {
    case "telephone-event" where isMono && (1...192_000).contains(clockRate):
      return .telephoneEvent(clockRate: clockRate)
    case "cn" where isMono && clockRate == 8000: return .comfortNoise
    default:
      guard let encoding = AudioEncoding(encodingName: parts[0]), encoding.clockRate == clockRate,
        isMono || encoding == .opus
      else { return .unknown }
      return .audio(encoding)
    }
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

  /// Named events on the clock of `encoding`; those of 8000 Hz do beside any, since gateways know no others.
  func events(beside encoding: AudioEncoding) -> (payloadType: UInt8, clockRate: Int)? {
    for clockRate in [encoding.clockRate, 8000] {
      if let type = payloadType(of: .telephoneEvent(clockRate: clockRate)) { return (type, clockRate) }
    }
    return nil
  }
}
