/// Writes the bytes of an address as text (RFC 5952 for IPv6), and reads it again.
public enum IPAddressText {
  static func ipv4(_ bytes: some Collection<UInt8>) -> String {
    bytes.map { String($0) }.joined(separator: ".")
  }

  /// In lower case, the longest run of zeros as `::`. Expects 16 bytes.
  static func ipv6(_ bytes: some Collection<UInt8>) -> String {
    let octets = Array(bytes)
    let words = stride(from: 0, to: octets.count - 1, by: 2).map { UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1]) }
    var best = 0..<0
    var start: Int?
    for index in 0...words.count {
      if index < words.count, words[index] == 0 {
        start = start ?? index
      } else if let first = start {
        if index - first > best.count { best = first..<index }
        start = nil
      }
    }
    func text(_ words: ArraySlice<UInt16>) -> String { words.map { String($0, radix: 16) }.joined(separator: ":") }
    guard best.count >= 2 else { return text(words[...]) }
    return text(words[..<best.lowerBound]) + "::" + text(words[best.upperBound...])
  }

  /// The address of 4 or 16 bytes; nil for any other number of them.
  public static func text(_ bytes: [UInt8]) -> String? {
    switch bytes.count {
    case 4: ipv4(bytes)
    case 16: ipv6(bytes)
    default: nil
    }
  }

  /// 4 or 16 bytes; nil when the text is no address.
  public static func bytes(_ text: String) -> [UInt8]? {
    text.utf8.contains(0x3A) ? ipv6Bytes(text) : ipv4Bytes(text)
  }

  private static func ipv4Bytes(_ text: some StringProtocol) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let bytes = parts.compactMap { part in part.utf8.allSatisfy(\.isDigit) ? UInt8(part) : nil }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }

  private static func ipv6Bytes(_ text: String) -> [UInt8]? {
    let plain = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)[0]
    let halves = halves(of: plain)
    guard let halves, let head = words(halves.head) else { return nil }
    guard let rest = halves.tail else { return head.count == 16 ? head : nil }
    guard let tail = words(rest), head.count + tail.count <= 14 else { return nil }
    return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func halves(of text: Substring) -> (head: Substring, tail: Substring?)? {
    guard let gap = text.firstRange(of: "::") else { return (text, nil) }
    let tail = text[gap.upperBound...]
    return tail.contains("::") ? nil : (text[..<gap.lowerBound], tail)
  }

  private static func words(_ text: Substring) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    var bytes: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, part.utf8.contains(0x2E) {
        guard let last = ipv4Bytes(part) else { return nil }
        bytes += last
      } else {
        guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ $0.hexDigit != nil }),
          let word = UInt16(part, radix: 16)
        else { return nil }
        bytes += [UInt8(word >> 8), UInt8(word & 0xFF)]
      }
    }
    return bytes.count <= 16 ? bytes : nil
  }
}
