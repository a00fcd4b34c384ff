/// Names a line for as long as the program runs.
public struct LineID: Hashable, Sendable, CustomStringConvertible {
  let number: UInt64

  init(number: UInt64) {
    self.number = number
  }

  public var description: String { "line \(number)" }
}
