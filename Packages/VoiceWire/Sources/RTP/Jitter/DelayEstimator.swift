/// Learns from arrival times how much delay a stream needs.
///
/// The transit of a packet is its arrival less its timestamp, on the same clock. The least transit of the last seconds
/// is the base; what a packet takes beyond it is its jitter. The target covers 97 of 100 packets of a history that
/// forgets (the way of WebRTC's NetEq, with a plain quantile). The base follows the drift between the two clocks.
struct DelayEstimator: Sendable {
  /// Width of a class of jitter, in milliseconds.
  private static let classMilliseconds: Int64 = 10
  private static let classes = 21
  /// The whole history; each packet takes one part in 256 of it, and more of it while there are few: what is believed
  /// of the path before anything is known of it weighs as much as four packets.
  private static let whole: Int32 = 1 << 24
  private static let steadyWeight: Int32 = 256
  private static let covered = Int64(whole) * 97 / 100

  private let ticksPerMillisecond: Int64
  private let least: Int64
  private let most: Int64
  private let initialClass: Int
  private var history: [Int32]
  /// One part in so many is the next packet's.
  private var weight: Int32 = 4
  private var current = Int64.max
  private var previous = Int64.max
  private var windowEnds = Int64.min
  /// When jitter was last taken note of.
  private var observedAt = Int64.min

  /// The delay to keep, in ticks.
  private(set) var target: Int64

  init(clockRate: Int, least: Duration, most: Duration, initial: Duration) {
    ticksPerMillisecond = max(1, Int64(clockRate) / 1000)
    self.least = least.ticks(of: Int64(clockRate))
    self.most = max(most.ticks(of: Int64(clockRate)), self.least)
    target = min(max(initial.ticks(of: Int64(clockRate)), self.least), self.most)
    let initialMilliseconds = target / ticksPerMillisecond
    initialClass = Int(min(max(initialMilliseconds / Self.classMilliseconds - 1, 0), Int64(Self.classes - 1)))
    history = Array(repeating: 0, count: Self.classes)
    history[initialClass] = Self.whole
  }

  /// The least transit of the last 5–10 s. Meaningful after the first packet.
  var base: Int64 { min(current, previous) }

  /// Begins with a stream whose clock is another. What was learned of jitter stays: the path is likely the same.
  mutating func rebase() {
    current = .max
    previous = .max
    windowEnds = .min
    observedAt = .min
  }

  /// Takes note of a packet that arrived at `arrival`, both in ticks.
  mutating func record(transit: Int64, arrival: Int64) {
    let second = ticksPerMillisecond &* 1000
    // Beyond all jitter: the sender's clock was set, or the path was down.
    if base != .max, transit &- base > 2 &* second { rebase() }
    if arrival >= windowEnds {
      previous = current
      current = .max
      windowEnds = arrival &+ 5 &* second
    }
    current = min(current, transit)
    // Packets that a stall held back come all at once; they tell of it no more than the first of them did.
    guard observedAt == .min || arrival &- observedAt >= 5 &* ticksPerMillisecond else { return }
    observedAt = arrival
    let jitter = max(0, transit &- base) / ticksPerMillisecond / Self.classMilliseconds
    remember(Int(min(jitter, Int64(Self.classes - 1))))
  }

  private mutating func remember(_ observed: Int) {
    let share = weight
    weight = min(weight + 1, Self.steadyWeight)
    var parts = history.mutableSpan
    var sum: Int32 = 0
    for index in parts.indices {
      parts[index] -= parts[index] / share
      sum += parts[index]
    }
    // What the divisions rounded away goes to the observed class too, so that the whole stays whole.
    parts[observed] += Self.whole - sum
    var below: Int64 = 0
    var index = 0
    while index < Self.classes - 1 {
      below += Int64(parts[index])
      if below >= Self.covered { break }
      index += 1
    }
    target = min(max(Int64(index + 1) * Self.classMilliseconds * ticksPerMillisecond, least), most)
  }
}
