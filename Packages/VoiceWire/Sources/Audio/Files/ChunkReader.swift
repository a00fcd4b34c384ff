/// Walks the bytes of a RIFF file; every step is checked against their end.
struct ChunkReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Four letters, nil at the end.
  mutating func tag() -> String? {
    let letters = take(4)
    return letters.count == 4 ? String(decoding: letters, as: UTF8.self) : nil
  }

  /// An unsigned number of `count` bytes, least first; nil at the end.
  mutating func number(_ count: Int) -> Int? {
    let digits = take(count)
    guard digits.count == count else { return nil }
    return digits.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// The next `count` bytes, fewer at the end.
  mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    let end = position + min(max(0, count), bytes.count - position)
    defer { position = end }
    return bytes[position..<end]
  }

  /// Chunks of an odd length are followed by one byte.
  mutating func skipPadding(_ length: Int) { if length % 2 == 1 { _ = take(1) } }
}
