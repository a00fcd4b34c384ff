/// Names one call leg on this node: one INVITE and the dialog it made.
public struct LegID: Hashable, Sendable, CustomStringConvertible {
  public let number: UInt64

  public init(_ number: UInt64) {
    self.number = number
  }

  /// A leg that the product places; the number is its own, and no leg that comes in gets it.
  public static func placed(_ number: UInt64) -> LegID {
    LegID(number | 1 << 63)
  }

  public var description: String { number >> 63 == 1 ? "leg-out-\(number & ~(1 << 63))" : "leg-\(number)" }
}
