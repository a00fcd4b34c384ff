public import Audio

/// Names one request to an engine within a conversation; never used twice.
public struct WorkID: Hashable, Sendable {
  public let number: UInt64
  public init(_ number: UInt64) { self.number = number }

  /// The clip that the work makes, where it makes one.
  public var clip: ClipID { ClipID(number) }
}
