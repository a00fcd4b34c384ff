/// A token's length and first sixteen bytes in lower case, as numbers that compare at once. Two tokens of sixteen bytes
/// or fewer are the same without case (RFC 3261 §7.3.1) exactly when their signs are.
struct TokenSign: Hashable, Sendable {
  private let count: Int
  private var first: UInt64 = 0
  private var second: UInt64 = 0

  init(_ token: Span<UInt8>) {
    count = token.count
    for index in 0..<min(8, token.count) { first = first << 8 | UInt64(token[index].asciiLower) }
    for index in 8..<max(8, min(16, token.count)) { second = second << 8 | UInt64(token[index].asciiLower) }
  }

  init(_ token: String) {
    var token = token
    self = token.withUTF8 { TokenSign($0.span) }
  }

  /// Whether it says all of the token.
  var isWhole: Bool { count <= 16 }
}
