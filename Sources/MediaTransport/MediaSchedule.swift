/// The calls of one media thread: who gets a datagram, and in which order ticks are made. It knows neither thread nor
/// socket nor clock; tests drive it in virtual time.
public struct MediaSchedule<Endpoint: MediaEndpoint> {
  /// Takes a packet that the endpoint in `slot` wants sent.
  public typealias Send = (_ slot: Int, MediaChannel, PeerAddress, Span<UInt8>) -> Void

  private var endpoints: [Endpoint?] = []
  private var slots: [LineID: Int] = [:]
  private var free: [Int] = []
  private var outbox = Outbox()

  public init() {}

  public var count: Int { slots.count }

  /// Seats an endpoint. Slots are reused; a line that is already seated keeps its endpoint.
  /// - Returns: the slot, nil if the line was there already.
  public mutating func add(_ endpoint: Endpoint, on line: LineID) -> Int? {
    guard slots[line] == nil else { return nil }
    let slot: Int
    if let reused = free.popLast() {
      slot = reused
      endpoints[slot] = endpoint
    } else {
      slot = endpoints.count
      endpoints.append(endpoint)
    }
    slots[line] = slot
    return slot
  }

  /// Lets the endpoint say its last word and forgets it.
  /// - Returns: the slot that became free, nil if the line was not there.
  public mutating func remove(_ line: LineID, at now: Duration, send: Send) -> Int? {
    guard let slot = slots.removeValue(forKey: line) else { return nil }
    endpoints[slot]?.leave(at: now, into: &outbox)
    flush(slot, send)
    endpoints[slot] = nil
    free.append(slot)
    return slot
  }

  public mutating func perform(_ command: Endpoint.Command, on line: LineID, at now: Duration, send: Send) {
    guard let slot = slots[line] else { return }
    endpoints[slot]?.perform(command, at: now, into: &outbox)
    flush(slot, send)
  }

  public mutating func receive(
    _ datagram: Span<UInt8>, on channel: MediaChannel, from source: PeerAddress, slot: Int, at now: Duration, send: Send
  ) {
    guard endpoints.indices.contains(slot) else { return }
    endpoints[slot]?.receive(datagram, on: channel, from: source, at: now, into: &outbox)
    flush(slot, send)
  }

  /// Makes one tick for every call.
  public mutating func tick(at now: Duration, send: Send) {
    for slot in endpoints.indices {
      guard let endpoint = endpoints[slot] else { continue }
      endpoint.tick(at: now, into: &outbox)
      flush(slot, send)
    }
  }

  /// All lines that are seated.
  public var lines: [LineID] { Array(slots.keys) }

  private mutating func flush(_ slot: Int, _ send: Send) {
    guard outbox.count > 0 else { return }
    outbox.drain { channel, peer, bytes in send(slot, channel, peer, bytes) }
  }
}
