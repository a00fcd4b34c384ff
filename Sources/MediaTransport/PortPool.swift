/// Hands out pairs of ports, RTP on the even one (RFC 3550 §11), and lets each rest after use, so that what a peer
/// still sends to an ended call never reaches the next one.
public struct PortPool: Sendable {
  /// How long a pair rests.
  public static let rest = Duration.seconds(5)

  public let range: ClosedRange<UInt16>
  /// Pairs never used or rested, in the order they are to be used.
  private var ready: [UInt16]
  private var head = 0
  /// In the order they came back.
  private var resting: [(port: UInt16, until: Duration)] = []
  private var taken: Set<UInt16> = []

  public init(range: ClosedRange<UInt16>) throws(MediaTransportError) {
    self.range = range
    let first = Int(range.lowerBound) + Int(range.lowerBound % 2)
    ready = stride(from: first, to: Int(range.upperBound), by: 2).filter { $0 > 0 }.map { UInt16($0) }
    if ready.isEmpty { throw .portRangeEmpty(range) }
  }

  /// Pairs in use.
  public var count: Int { taken.count }

  /// An even port whose neighbour is free too. The pair used longest ago comes first.
  public mutating func take(at now: Duration) throws(MediaTransportError) -> UInt16 {
    if head == ready.count || head > 512 {
      ready.removeFirst(head)
      head = 0
    }
    let rested = resting.prefix { $0.until <= now }
    ready.append(contentsOf: rested.map(\.port))
    resting.removeFirst(rested.count)
    guard head < ready.count else { throw .portsExhausted(range, resting: resting.count) }
    let port = ready[head]
    head += 1
    taken.insert(port)
    return port
  }

  /// Gives a pair back. One that was not taken is ignored.
  public mutating func release(_ port: UInt16, at now: Duration) {
    guard taken.remove(port) != nil else { return }
    resting.append((port, now + Self.rest))
  }
}
