/// An `a=crypto` attribute that can be used (RFC 4568 §9.1).
struct CryptoLine: Equatable, Sendable {
  /// Names the line in the answer, which repeats it as it is.
  var tag: String
  var suite: CryptoSuite
  /// Usually one; several are told apart by their identifiers.
  var keys: [MediaKey]

  init(tag: String, suite: CryptoSuite, key: MediaKey) {
    self.tag = tag
    self.suite = suite
    keys = [key]
  }

  /// Reads `tag suite inline:key[|lifetime][|MKI:length][;inline:…] [session parameters]`.
  ///
  /// Nil for what cannot be used: an unknown suite, a key of the wrong length, or a session parameter that would have to
  /// be obeyed (RFC 4568 §6.3.7).
  init?(parsing value: some StringProtocol) {
    let fields = value.split(whereSeparator: { $0 == " " || $0 == "\t" })
    guard fields.count >= 3, (1...9).contains(fields[0].utf8.count), fields[0].utf8.allSatisfy(Self.isDigit),
      let suite = CryptoSuite(rawValue: fields[1].uppercased()),
      fields.dropFirst(3).allSatisfy({ Self.canPassOver($0) })
    else { return nil }
    var keys: [MediaKey] = []
    for parameter in fields[2].split(separator: ";").prefix(8) {
      guard let key = Self.key(parameter, for: suite) else { return nil }
      keys.append(key)
    }
    guard !keys.isEmpty else { return nil }
    tag = String(fields[0])
    self.suite = suite
    self.keys = keys
  }

  /// Of a line of ours, which has one key.
  var text: String { "\(tag) \(suite.rawValue) inline:\(Base64.encode(keys.first?.bytes ?? []))" }

  /// The lifetime in packets is passed over: no call lasts 2^31 of them, and shorter ones are hints to re-key.
  private static func key(_ parameter: some StringProtocol, for suite: CryptoSuite) -> MediaKey? {
    guard let colon = parameter.utf8.firstIndex(of: UInt8(ascii: ":")),
      parameter[..<colon].lowercased() == "inline"
    else { return nil }
    let parts = parameter[parameter.utf8.index(after: colon)...].split(separator: "|")
    guard let text = parts.first, let bytes = Base64.decode(text), bytes.count == suite.keyBytes else { return nil }
    var key = MediaKey(bytes)
    for part in parts.dropFirst() where part.utf8.contains(UInt8(ascii: ":")) {
      let halves = part.split(separator: ":")
      guard halves.count == 2, let number = UInt64(halves[0]), let length = Int(halves[1]),
        (1...128).contains(length)
      else { return nil }
      key.identifier = (0..<length).map { index in
        let shift = (length - 1 - index) * 8
        return shift < 64 ? UInt8(truncatingIfNeeded: number >> UInt64(shift)) : 0
      }
    }
    return key
  }

  /// Parameters that change nothing for us: a hint of a replay window, a key derivation rate of zero, and what says of
  /// itself that it may be ignored.
  private static func canPassOver(_ parameter: some StringProtocol) -> Bool {
    let name = parameter.uppercased()
    return name.hasPrefix("-") || name.hasPrefix("WSH=") || name == "KDR=0"
  }

  private static func isDigit(_ letter: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(letter) }
}

extension MediaDescription {
  /// The `a=crypto` lines that can be used, in the sender's order of preference.
  var cryptoLines: [CryptoLine] {
    lines.compactMap { line in line.value(ofAttribute: "crypto").flatMap { CryptoLine(parsing: $0) } }
  }
}
