/// Reads the answer of a name server (RFC 1035 §4). Its bytes are a stranger's: whatever they say, reading ends.
public struct DNSMessage: Sendable {
  /// What is wrong with the bytes.
  public struct Malformed: Error, Hashable, Sendable {}

  public let id: UInt16
  /// 0 for an answer, 3 for a name that does not exist (RFC 1035 §4.1.1).
  public let responseCode: UInt8
  /// The records of the answer section that we know, of any name: a resolver follows aliases itself.
  public let records: [DNSRecord]
  /// How long "nothing" may be kept, from the SOA of the authority section (RFC 2308 §5).
  public let negativeTimeToLive: Duration?

  public init(_ bytes: [UInt8]) throws(Malformed) {
    var reader = Reader(bytes: bytes)
    id = try reader.number()
    let flags = try reader.number()
    guard flags & 0x8000 != 0 else { throw Malformed() }
    responseCode = UInt8(truncatingIfNeeded: flags & 0xF)
    let questions = try reader.number()
    let answers = try reader.number()
    let authorities = try reader.number()
    _ = try reader.number()
    for _ in 0..<questions {
      _ = try reader.name()
      try reader.skip(4)
    }
    var records: [DNSRecord] = []
    for _ in 0..<answers {
      if let record = try reader.record() { records.append(record) }
    }
    self.records = records
    // The authority section only says how long to believe a "no"; a broken one says nothing.
    negativeTimeToLive = try? reader.negativeTimeToLive(among: authorities)
  }

  /// What the message says to a question of this kind.
  public func answer(to kind: DNSQuestion.Kind) -> DNSAnswer {
    switch responseCode {
    case 0, 3: break
    default: return .failed
    }
    let wanted = records.filter { record in
      switch (kind, record.content) {
      case (.a, .address(let text)): !text.utf8.contains(0x3A)
      case (.aaaa, .address(let text)): text.utf8.contains(0x3A)
      case (.srv, .service), (.naptr, .pointer): true
      default: false
      }
    }
    return wanted.isEmpty ? .nothing(timeToLive: negativeTimeToLive ?? .seconds(60)) : .records(wanted)
  }
}

extension DNSMessage {
  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    mutating func octet() throws(Malformed) -> UInt8 {
      guard position < bytes.count else { throw Malformed() }
      position += 1
      return bytes[position - 1]
    }

    mutating func number() throws(Malformed) -> UInt16 {
      UInt16(try octet()) << 8 | UInt16(try octet())
    }

    mutating func skip(_ count: Int) throws(Malformed) {
      guard count <= bytes.count - position else { throw Malformed() }
      position += count
    }

    /// A `<character-string>`.
    mutating func text() throws(Malformed) -> String {
      let length = Int(try octet())
      guard length <= bytes.count - position else { throw Malformed() }
      position += length
      return String(decoding: bytes[(position - length)..<position], as: UTF8.self)
    }

    /// A name in lower case without the last dot, compressed or not (RFC 1035 §4.1.4).
    mutating func name() throws(Malformed) -> String {
      var labels: [String] = []
      var length = 0
      var place = position
      var end: Int?
      while true {
        guard place < bytes.count else { throw Malformed() }
        let size = Int(bytes[place])
        if size == 0 {
          position = end ?? place + 1
          return labels.joined(separator: ".")
        }
        if size >= 0xC0 {
          guard place + 1 < bytes.count else { throw Malformed() }
          let target = (size & 0x3F) << 8 | Int(bytes[place + 1])
          // Pointers lead back only, so that following them ends.
          guard target < place else { throw Malformed() }
          end = end ?? place + 2
          place = target
          continue
        }
        guard size < 0x40, place + size < bytes.count else { throw Malformed() }
        length += size + 1
        guard length <= 255 else { throw Malformed() }
        labels.append(String(decoding: bytes[(place + 1)...(place + size)], as: UTF8.self).lowercased())
        place += size + 1
      }
    }

    private mutating func head() throws(Malformed) -> (kind: UInt16, timeToLive: Duration, end: Int) {
      _ = try name()
      let kind = try number()
      _ = try number()
      let seconds = UInt32(try number()) << 16 | UInt32(try number())
      let length = Int(try number())
      guard length <= bytes.count - position else { throw Malformed() }
      // A day is longer than anybody should believe an address.
      return (kind, .seconds(Int64(min(seconds, 86_400))), position + length)
    }

    /// The next record; nil when it is of another kind.
    mutating func record() throws(Malformed) -> DNSRecord? {
      let (kind, timeToLive, end) = try head()
      defer { position = end }
      guard let kind = DNSQuestion.Kind(rawValue: kind), let content = try content(kind, end: end) else { return nil }
      return DNSRecord(content, timeToLive: timeToLive)
    }

    private mutating func content(_ kind: DNSQuestion.Kind, end: Int) throws(Malformed) -> DNSRecord.Content? {
      switch kind {
      case .a:
        guard end - position == 4 else { throw Malformed() }
        return .address(IPAddressText.ipv4(bytes[position..<end]))
      case .aaaa:
        guard end - position == 16 else { throw Malformed() }
        return .address(IPAddressText.ipv6(bytes[position..<end]))
      case .srv:
        let (priority, weight, port) = (try number(), try number(), try number())
        return .service(priority: priority, weight: weight, port: port, target: try name())
      case .naptr:
        let (order, preference) = (try number(), try number())
        let (flags, service) = (try text(), try text())
        // A regular expression is of no use for finding servers (RFC 3263 §4.1).
        _ = try text()
        return .pointer(
          order: order, preference: preference, flags: flags, service: service, replacement: try name())
      }
    }

    mutating func negativeTimeToLive(among count: UInt16) throws(Malformed) -> Duration? {
      for _ in 0..<count {
        let (kind, timeToLive, end) = try head()
        if kind == 6, end - position >= 22 {
          position = end - 4
          let minimum = UInt32(try number()) << 16 | UInt32(try number())
          return min(timeToLive, .seconds(Int64(min(minimum, 3_600))))
        }
        position = end
      }
      return nil
    }
  }
}
