/// A key of a telephone: 0–9, *, #, A–D, with the pair of tones of ITU-T Q.23.
public struct KeypadKey: Hashable, Sendable, CustomStringConvertible {
  /// As printed on the key.
  public let character: Character

  /// - Returns: nil for what is on no key; `a` to `d` are taken as capitals.
  public init?(_ character: Character) {
    let capital: Character =
      switch character {
      case "a": "A"
      case "b": "B"
      case "c": "C"
      case "d": "D"
      default: character
      }
    guard Self.rows.contains(where: { $0.contains(capital) }) else { return nil }
    self.character = capital
  }

  public var description: String { String(character) }

  /// The two tones, in Hz.
  public var frequencies: (low: Double, high: Double) {
    for (row, keys) in Self.rows.enumerated() {
      if let column = keys.firstIndex(of: character) { return (Self.low[row], Self.high[column]) }
    }
    return (0, 0)
  }

  private static let rows: [[Character]] = [
    ["1", "2", "3", "A"], ["4", "5", "6", "B"], ["7", "8", "9", "C"], ["*", "0", "#", "D"],
  ]
  private static let low: [Double] = [697, 770, 852, 941]
  private static let high: [Double] = [1209, 1336, 1477, 1633]
}
