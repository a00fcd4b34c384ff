/// Remembers for a short time which servers did not answer, so that the next call does not wait for them again
/// (RFC 3263 §4.3).
public struct TargetMemory: Sendable {
  private struct Key: Hashable, Sendable {
    var transport: TransportProtocol
    var address: HostPort
  }

  private let lifetime: Duration
  private let capacity: Int
  private var deadUntil: [Key: Duration] = [:]

  /// `lifetime` is how long a server counts as dead; at most `capacity` are remembered.
  public init(lifetime: Duration = .seconds(60), capacity: Int = 1_000) {
    self.lifetime = lifetime
    self.capacity = max(1, capacity)
  }

  /// The server did not answer, or said 503. `wait` is its Retry-After.
  public mutating func failed(_ target: Destination, wait: Duration? = nil, at now: Duration) {
    if deadUntil.count >= capacity { deadUntil = deadUntil.filter { $0.value > now } }
    if deadUntil.count >= capacity, let soonest = deadUntil.min(by: { $0.value < $1.value }) {
      deadUntil[soonest.key] = nil
    }
    // A server may not switch itself off for longer than a network trouble would.
    let time = min(max(wait ?? lifetime, .zero), lifetime * 5)
    deadUntil[Key(transport: target.transport, address: target.address)] = now + time
  }

  /// The server answered.
  public mutating func reached(_ target: Destination) {
    deadUntil[Key(transport: target.transport, address: target.address)] = nil
  }

  public func isDead(_ target: Destination, at now: Duration) -> Bool {
    (deadUntil[Key(transport: target.transport, address: target.address)] ?? now) > now
  }

  /// The same targets, those that are not dead first: when all are, they are tried all the same.
  public func ordered(_ targets: [Destination], at now: Duration) -> [Destination] {
    targets.filter { !isDead($0, at: now) } + targets.filter { isDead($0, at: now) }
  }
}
