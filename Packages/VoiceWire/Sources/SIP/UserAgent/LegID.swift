/// Names one call leg on this node: one INVITE and the dialog it made.
public struct LegID: Hashable, Sendable, CustomStringConvertible {
  public let number: UInt64

  public init(_ number: UInt64) {
    self.number = number
  }

  public var description: String { "leg-\(number)" }
}
