/// Which bytes of a file a `Range` header asks for (RFC 9110 §14.2).
enum ByteRange: Hashable {
  /// There is no header, or one that may be ignored: another unit, several ranges, bad syntax.
  case whole
  case part(ClosedRange<Int>)
  /// It begins beyond the end.
  case outside

  static func read(_ header: String?, size: Int) -> ByteRange {
    guard let header, header.hasPrefix("bytes=") else { return .whole }
    let parts = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return .whole }
    switch (number(parts[0]), number(parts[1])) {
    case (let first?, let last?) where first <= last:
      return first < size ? .part(first...min(last, size - 1)) : .outside
    case (let first?, nil) where parts[1].isEmpty: return first < size ? .part(first...(size - 1)) : .outside
    case (nil, let suffix?) where parts[0].isEmpty:
      return suffix > 0 && size > 0 ? .part(max(0, size - suffix)...(size - 1)) : .outside
    default: return .whole
    }
  }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }
}
