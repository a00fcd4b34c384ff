/// IP addresses as text (RFC 4291 §2.2, RFC 5952).
enum AddressText {
  /// Reads `192.0.2.1` and `2001:db8::1`, also with IPv4 at its end. Nil for anything else.
  static func read(_ text: String) -> (high: UInt64, low: UInt64)? {
    if let address = dotted(text[...]) { return (0, 0xFFFF_0000_0000 | UInt64(address)) }
    guard text.utf8.count <= 45, let groups = groups(of: text) else { return nil }
    return (groups[..<4].reduce(0) { $0 << 16 | UInt64($1) }, groups[4...].reduce(0) { $0 << 16 | UInt64($1) })
  }

  static func write(high: UInt64, low: UInt64) -> String {
    if high == 0, low >> 32 == 0xFFFF {
      return "\(low >> 24 & 0xFF).\(low >> 16 & 0xFF).\(low >> 8 & 0xFF).\(low & 0xFF)"
    }
    let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { half >> UInt64($0) & 0xFFFF } }
    var gap = 0..<0
    var start = 0
    while start < 8 {
      let end = groups[start...].firstIndex { $0 != 0 } ?? 8
      if end - start > max(1, gap.count) { gap = start..<end }
      start = max(end, start + 1)
    }
    func text(_ part: ArraySlice<UInt64>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
    return gap.isEmpty ? text(groups[...]) : "\(text(groups[..<gap.lowerBound]))::\(text(groups[gap.upperBound...]))"
  }

  private static func dotted(_ text: Substring) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt32 = 0
    for part in parts {
      guard part.utf8.count <= 3, part.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let byte = UInt8(part) else {
        return nil
      }
      address = address << 8 | UInt32(byte)
    }
    return address
  }

  /// The eight groups, those that `::` leaves out filled in.
  private static func groups(of text: String) -> [UInt16]? {
    guard let gap = text.firstRange(of: "::") else {
      let all = groups(in: text[...], isEnd: true)
      return all?.count == 8 ? all : nil
    }
    guard let before = groups(in: text[..<gap.lowerBound], isEnd: false),
      let after = groups(in: text[gap.upperBound...], isEnd: true),
      before.count + after.count < 8
    else { return nil }
    return before + [UInt16](repeating: 0, count: 8 - before.count - after.count) + after
  }

  /// - Parameter isEnd: whether an IPv4 address may be its last part.
  private static func groups(in text: Substring, isEnd: Bool) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var groups: [UInt16] = []
    for (index, part) in parts.enumerated() {
      if isEnd, index == parts.count - 1, let address = dotted(part) {
        groups += [UInt16(address >> 16), UInt16(truncatingIfNeeded: address)]
      } else {
        guard (1...4).contains(part.utf8.count), part.first != "+", part.first != "-",
          let group = UInt16(part, radix: 16)
        else { return nil }
        groups.append(group)
      }
    }
    return groups
  }
}
