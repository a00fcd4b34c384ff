/// A master key with its salt, as one side describes it for what it sends (RFC 4568 §6.1). It is printed in descriptions
/// only.
public struct MediaKey: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// Key and salt, one behind the other: ``CryptoSuite/keyBytes`` of its suite.
  public var bytes: [UInt8]
  /// The MKI in its packets, empty for none.
  public var identifier: [UInt8]

  public init(_ bytes: [UInt8], identifier: [UInt8] = []) {
    self.bytes = bytes
    self.identifier = identifier
  }

  /// A key that nobody knows.
  public init(for suite: CryptoSuite, using random: inout some RandomNumberGenerator) {
    self.init((0..<suite.keyBytes).map { _ in UInt8.random(in: .min ... .max, using: &random) })
  }

  public var description: String { "(key of \(bytes.count) bytes)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
