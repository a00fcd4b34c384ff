/// Names a line for as long as the program runs.
public struct LineID: Hashable, Sendable, CustomStringConvertible {
  public let number: UInt64

  public init(number: UInt64) {
    self.number = number
  }

  public var description: String { "line \(number)" }
}
