import SIP

/// Ladder lines of legs that have no call yet, or no longer.
///
/// A call takes its lines within the same turn of the SIP loop, so few legs are kept: 8 lines of each of the last 16.
struct EarlySignals: Sendable {
  static let legLimit = 16
  static let lineLimit = 8

  private var legs: [(leg: LegID, lines: [SignalLine])] = []

  mutating func keep(_ line: SignalLine, of leg: LegID) {
    if let index = legs.firstIndex(where: { $0.leg == leg }) {
      if legs[index].lines.count < Self.lineLimit { legs[index].lines.append(line) }
      return
    }
    if legs.count == Self.legLimit { legs.removeFirst() }
    legs.append((leg, [line]))
  }

  /// Oldest first; they are kept no longer.
  mutating func take(_ leg: LegID) -> [SignalLine] {
    guard let index = legs.firstIndex(where: { $0.leg == leg }) else { return [] }
    return legs.remove(at: index).lines
  }
}
