/// A REFER of the peer's and the news that we owe it (RFC 3515 §2.4.4).
struct IncomingReferral: Sendable {
  enum State: Sendable {
    /// The product has not decided; refused at `until`.
    case asked(SIPRequest, ServerTransactionKey, until: Duration)
    /// News go out one by one, so that they cannot overtake each other. `isSending`: one waits for its response.
    case accepted(waiting: StatusFragment?, isSending: Bool)
    /// The peer wanted no news.
    case silent
  }

  var state: State
  /// The number of the REFER, named in the Event of all but a call's first (RFC 3515 §2.4.6).
  let id: UInt32?
  /// How long the product may think about it.
  static let patience = Duration.seconds(10)
  /// What Subscription-State says of news that are not the last.
  static let expiresSeconds = 180

  var deadline: Duration? {
    if case .asked(_, _, let until) = state { until } else { nil }
  }

  /// Takes the product's news.
  mutating func report(_ fragment: StatusFragment) {
    guard case .accepted(let waiting, let isSending) = state, waiting?.status.isFinal != true else { return }
    // Of news that are not out yet only the latest counts, and after the last there is none.
    state = .accepted(waiting: fragment, isSending: isSending)
  }

  /// The news that may go out now.
  mutating func takeNext() -> StatusFragment? {
    guard case .accepted(let waiting, isSending: false) = state, let waiting else { return nil }
    state = .accepted(waiting: nil, isSending: true)
    return waiting
  }

  mutating func sent() {
    guard case .accepted(let waiting, _) = state else { return }
    state = .accepted(waiting: waiting, isSending: false)
  }
}
