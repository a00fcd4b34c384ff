internal import MediaTransport

/// Where a call's packets come from, and so where ours go: the address that really sends, not the one that was
/// signalled, since a peer behind a NAT does not know its own (symmetric RTP, RFC 4961).
///
/// The first packet from the signalled address locks that one. Any other source is locked by three packets in a row that
/// took their time, as a stream does and a burst from a stranger does not; then only it is heard. The lock moves to the
/// signalled address when that begins to send, and elsewhere after two seconds of silence and three packets. A new
/// signalled address starts over.
struct SourceLatch {
  private static let confirmations = 3
  /// From the first of these to the last: three packets of 20 ms, two of which may have been held up on the way.
  private static let leastSpan = Duration.milliseconds(30)
  private static let patience = Duration.seconds(2)

  private enum State {
    /// Nothing came; what is sent goes to the signalled address.
    case open
    /// A source sends, and is heard, but not yet answered.
    case confirming(PeerAddress, packets: Int, since: Duration)
    /// `rival` sends from elsewhere after the source fell silent.
    case locked(PeerAddress, heardAt: Duration, rival: PeerAddress?, rivalPackets: Int)
  }

  /// The address in the peer's description; nil when it names none that can be sent to.
  private var signalled: PeerAddress?
  private var state = State.open

  init(signalled: PeerAddress?) {
    self.signalled = signalled.flatMap { $0.isSpecified ? $0 : nil }
  }

  /// Where to send, nil when nothing is known.
  var destination: PeerAddress? {
    if case .locked(let source, _, _, _) = state { source } else { signalled }
  }

  /// The source that is locked.
  var source: PeerAddress? {
    if case .locked(let source, _, _, _) = state { source } else { nil }
  }

  /// The peer's description names an address. The same one changes nothing.
  mutating func signal(_ address: PeerAddress?) {
    let address = address.flatMap { $0.isSpecified ? $0 : nil }
    guard address != signalled else { return }
    signalled = address
    state = .open
  }

  /// Whether a packet from `source` belongs to the call.
  mutating func accepts(_ source: PeerAddress, at now: Duration) -> Bool {
    switch state {
    case .open:
      confirm(source, packets: 1, since: now, at: now)
      return true
    case .confirming(let known, let packets, let since):
      if known == source {
        confirm(source, packets: packets + 1, since: since, at: now)
        return true
      }
      confirm(source, packets: 1, since: now, at: now)
      return true
    case .locked(let known, let heardAt, let rival, let packets):
      if known == source {
        state = .locked(known, heardAt: now, rival: nil, rivalPackets: 0)
        return true
      }
      // Two senders at once: the one that was signalled is right.
      if source == signalled {
        state = .locked(source, heardAt: now, rival: nil, rivalPackets: 0)
        return true
      }
      guard now - heardAt >= Self.patience else { return false }
      let count = rival == source ? packets + 1 : 1
      guard count >= Self.confirmations else {
        state = .locked(known, heardAt: heardAt, rival: source, rivalPackets: count)
        return false
      }
      state = .locked(source, heardAt: now, rival: nil, rivalPackets: 0)
      return true
    }
  }

  private mutating func confirm(_ source: PeerAddress, packets: Int, since: Duration, at now: Duration) {
    let isStream = packets >= Self.confirmations && now - since >= Self.leastSpan
    state =
      source == signalled || isStream
      ? .locked(source, heardAt: now, rival: nil, rivalPackets: 0)
      : .confirming(source, packets: packets, since: since)
  }
}
