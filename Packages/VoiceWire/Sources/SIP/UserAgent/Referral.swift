/// A REFER of ours and the news of it (RFC 3515 §2.4). The subscription is implied; the truth is what NOTIFYs say.
struct Referral: Hashable, Sendable {
  enum State: Hashable, Sendable {
    /// No response and no NOTIFY came.
    case asked
    /// The peer tries; without news until then nobody will know.
    case accepted(until: Duration)
    /// The last news was told; later NOTIFYs are answered and mean nothing.
    case over
  }

  private(set) var state: State = .asked
  /// The number of the REFER's CSeq, which the `id` of a NOTIFY's Event repeats.
  private var number: UInt32
  /// How long we wait for news that name no time themselves.
  static let patience = Duration.seconds(180)

  init(number: UInt32) {
    self.number = number
  }

  var isOver: Bool { state == .over }
  var deadline: Duration? {
    if case .accepted(let until) = state { until } else { nil }
  }

  /// Another try of the same REFER, after a challenge.
  mutating func retried(number: UInt32) { self.number = number }

  /// True when a NOTIFY speaks of this REFER: its Event says `refer`, with its number or none.
  func matches(_ headers: SIPHeaders) -> Bool {
    guard let text = headers["Event"] else { return true }
    var reader = FieldReader(text)
    reader.skipSpaces()
    guard reader.token()?.isSameToken(as: "refer") == true else { return false }
    guard let id = reader.parameters()?["id"] else { return true }
    return UInt32(id) == number
  }

  /// The final response to the REFER.
  mutating func answered(
    _ outcome: Result<SIPResponse, ClientTransactionFailure>, at now: Duration
  ) -> [TransferNews] {
    guard state != .over else { return [] }
    switch outcome {
    case .success(let response) where response.status.isSuccess:
      let isNew = state == .asked
      let givesNone = response.headers["Refer-Sub"]?.lowercased().hasPrefix("false") ?? false
      if givesNone {
        state = .over
        return isNew ? [.accepted, .unknown] : [.unknown]
      }
      guard isNew else { return [] }
      state = .accepted(until: now + Self.patience)
      return [.accepted]
    case .success(let response):
      state = .over
      return [.failed(CallRefusal(response))]
    case .failure(let failure):
      state = .over
      return [.failed(CallRefusal(status: failure == .timedOut ? 408 : 503))]
    }
  }

  /// A NOTIFY came, maybe before the response to the REFER.
  mutating func notified(_ body: [UInt8], _ subscription: SubscriptionState, at now: Duration) -> [TransferNews] {
    guard state != .over else { return [] }
    var news: [TransferNews] = state == .asked ? [.accepted] : []
    var patience = Self.patience
    if let seconds = subscription.expiresSeconds, seconds > 0 { patience = .seconds(min(seconds, 3600)) }
    state = .accepted(until: now + patience)
    if let fragment = StatusFragment(body) {
      if fragment.status.isProvisional {
        news.append(.progress(fragment.status))
      } else {
        state = .over
        news.append(
          fragment.status.isSuccess
            ? .succeeded : .failed(CallRefusal(status: fragment.status, phrase: fragment.phrase)))
      }
    }
    if subscription.isTerminated, state != .over { news += ended() }
    return news
  }

  /// The call or the time is over.
  mutating func ended() -> [TransferNews] {
    guard state != .over else { return [] }
    state = .over
    return [.unknown]
  }

  mutating func deadlineReached(at now: Duration) -> [TransferNews] {
    guard case .accepted(let until) = state, now >= until else { return [] }
    return ended()
  }
}
