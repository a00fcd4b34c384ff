/// What the keys of a secure stream come of (RFC 3711 §3.2.1). It is printed nowhere.
public struct MasterKey: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The master key and the salt behind it: ``SecureSuite/keyBytes`` of its suite.
  public var bytes: [UInt8]
  /// The MKI that every packet of this key carries, empty for none; at most 128 bytes (RFC 3711 §3.1).
  public var identifier: [UInt8]

  public init(_ bytes: [UInt8], identifier: [UInt8] = []) {
    self.bytes = bytes
    self.identifier = identifier
  }

  public var description: String { "(key of \(bytes.count) bytes)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
