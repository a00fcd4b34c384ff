/// How long the answers of one call took, in milliseconds.
struct TurnTimes: Sendable, Hashable {
  private var times: [Int] = []

  var count: Int { times.count }

  mutating func add(_ milliseconds: Int) { times.append(milliseconds) }

  /// The nearest rank; nil when nothing was measured.
  func percentile(_ percent: Int) -> Int? {
    guard !times.isEmpty else { return nil }
    let rank = (percent * times.count + 99) / 100
    return times.sorted()[max(0, min(rank, times.count) - 1)]
  }
}
