/// What sits at our end of a line. All calls come from one thread: no locks, and nothing here may block or allocate.
///
/// Times are those of the monotonic clock (`MediaClock`).
public protocol MediaEndpoint: AnyObject {
  /// What the rest of the program may ask of it while the call runs.
  associatedtype Command: Sendable

  /// A datagram arrived. Its bytes are only there during the call.
  func receive(
    _ datagram: Span<UInt8>, on channel: MediaChannel, from source: PeerAddress, at now: Duration,
    into outbox: inout Outbox)

  func perform(_ command: Command, at now: Duration, into outbox: inout Outbox)

  /// 20 ms passed.
  func tick(at now: Duration, into outbox: inout Outbox)

  /// The line is about to be closed: the last chance to send.
  func leave(at now: Duration, into outbox: inout Outbox)
}
