extension String {
  /// The bytes as text; those that are not UTF-8 become U+FFFD.
  init(_ bytes: Span<UInt8>) {
    self = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }
}
