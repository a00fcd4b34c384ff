/// The servers that a request of ours may still be tried at, best first (RFC 3263 §4.3).
struct OutgoingWays: Sendable {
  private var rest: [Destination]
  /// True when the first of them was tried by TCP for the length of the request.
  private var wasTriedByStream = false

  init(_ destinations: [Destination]) {
    rest = destinations
  }

  /// Whether there is a server that was not tried at all.
  var hasAnotherServer: Bool { rest.count > (wasTriedByStream ? 1 : 0) }

  /// The server that was tried last has answered: it would say the same by another transport.
  mutating func leaveServer() {
    guard wasTriedByStream else { return }
    wasTriedByStream = false
    rest.removeFirst()
  }

  /// Takes the next one for a request of this length in bytes. What is too long for a datagram goes by TCP, and by UDP when
  /// the same server takes no connection (RFC 3261 §18.1.1).
  mutating func next(carrying length: Int, limit: Int) -> Destination? {
    guard let first = rest.first else { return nil }
    let ways = first.carrying(length, limit: limit)
    if ways.count > 1, !wasTriedByStream {
      wasTriedByStream = true
      return ways[0]
    }
    wasTriedByStream = false
    rest.removeFirst()
    return first
  }
}
