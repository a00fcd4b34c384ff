internal import MediaTransport

/// Where a call's packets come from, and so where ours go: the address that really sends, not the one that was
/// signalled, since a peer behind a NAT does not know its own (symmetric RTP, RFC 4961).
///
/// The first packet from the signalled address locks that one. Any other source is locked by three packets in a row that
/// took their time, as a stream does and a burst from a stranger does not; then only it is heard. The lock moves to the
/// signalled address when that begins to send. It moves elsewhere after two seconds of silence and three packets, and
/// only for packets that are plausible: they carry the identifier of the stream that was heard, or were made with the
/// call's key, or come from another port of a host that is known. A new signalled address starts over.
///
/// A peer that holds the call need not send, so its silence gives nobody its place: while the call is held, and for two
/// seconds after, the host alone is not enough.
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
    /// `source` sends a stream of that identifier.
    case locked(PeerAddress, stream: UInt32, heardAt: Duration, rival: Rival?)
  }

  /// Sends from elsewhere after the source fell silent.
  private struct Rival {
    let source: PeerAddress
    var packets: Int
  }

  /// The address in the peer's description.
  private enum Signalled {
    /// It never named one that can be sent to.
    case none
    case address(PeerAddress)
    /// The last description names none any more, which is the old way to hold (RFC 3264 §8.4); the one before did.
    case withdrawn(PeerAddress)

    var address: PeerAddress? {
      switch self {
      case .none: nil
      case .address(let address), .withdrawn(let address): address
      }
    }
  }

  private enum Hold {
    case held
    /// The peer's silence counts from here on.
    case over(since: Duration)
  }

  private var signalled: Signalled
  private var state = State.open
  private var hold = Hold.over(since: .zero)

  init(signalled: PeerAddress?) {
    self.signalled = signalled.flatMap { $0.isSpecified ? .address($0) : nil } ?? .none
  }

  /// Where to send, nil when nothing is known or nothing wanted.
  var destination: PeerAddress? {
    if case .withdrawn = signalled { return nil }
    return source ?? signalled.address
  }

  /// The source that is locked.
  var source: PeerAddress? {
    if case .locked(let source, _, _, _) = state { source } else { nil }
  }

  /// The peer's description names an address. The same one changes nothing, and neither does none at all.
  mutating func signal(_ address: PeerAddress?) {
    let before = signalled.address
    guard let address, address.isSpecified else {
      signalled = before.map { .withdrawn($0) } ?? .none
      return
    }
    signalled = .address(address)
    if address != before { state = .open }
  }

  /// Whether the call is held, by either side.
  mutating func hold(_ isHeld: Bool, at now: Duration) {
    switch (hold, isHeld) {
    case (.over, true): hold = .held
    case (.held, false): hold = .over(since: now)
    case (.over, false), (.held, true): break
    }
  }

  /// Whether a packet from `source` belongs to the call.
  ///
  /// - Parameters:
  ///   - stream: its source identifier (SSRC).
  ///   - isAuthentic: whether only somebody with the call's key can have made it.
  mutating func accepts(_ source: PeerAddress, stream: UInt32, isAuthentic: Bool = false, at now: Duration) -> Bool {
    switch state {
    case .open:
      confirm(source, stream, isAuthentic, packets: 1, since: now, at: now)
      return true
    case .confirming(let known, let packets, let since):
      let isSame = known == source
      confirm(source, stream, isAuthentic, packets: isSame ? packets + 1 : 1, since: isSame ? since : now, at: now)
      return true
    case .locked(let known, let knownStream, let heardAt, let rival):
      // Two senders at once: the one that was signalled is right.
      if source == known || source == signalled.address {
        state = .locked(source, stream: stream, heardAt: now, rival: nil)
        return true
      }
      let isProven = isAuthentic || stream == knownStream
      guard now - heardAt >= Self.patience, isProven || isKnownHost(source, beside: known, at: now) else {
        return false
      }
      let packets = rival?.source == source ? (rival?.packets ?? 0) + 1 : 1
      guard packets >= Self.confirmations else {
        state = .locked(
          known, stream: knownStream, heardAt: heardAt, rival: Rival(source: source, packets: packets))
        return false
      }
      state = .locked(source, stream: stream, heardAt: now, rival: nil)
      return true
    }
  }

  /// Whether the host of `source` is one of the call's, and the peer was due to send all the while that it was silent.
  private func isKnownHost(_ source: PeerAddress, beside known: PeerAddress, at now: Duration) -> Bool {
    guard case .over(let since) = hold, now - since >= Self.patience else { return false }
    return source.hasHost(of: signalled.address) || source.hasHost(of: known)
  }

  private mutating func confirm(
    _ source: PeerAddress, _ stream: UInt32, _ isAuthentic: Bool, packets: Int, since: Duration, at now: Duration
  ) {
    let isStream = packets >= Self.confirmations && now - since >= Self.leastSpan
    state =
      source == signalled.address || isStream && (isAuthentic || !isHeld)
      ? .locked(source, stream: stream, heardAt: now, rival: nil)
      : .confirming(source, packets: packets, since: since)
  }

  private var isHeld: Bool {
    if case .held = hold { true } else { false }
  }
}
