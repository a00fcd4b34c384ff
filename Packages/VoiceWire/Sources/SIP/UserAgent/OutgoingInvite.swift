/// An INVITE of ours that has no final response (RFC 3261 §13.2).
struct OutgoingInvite: Sendable {
  enum Progress: Sendable {
    /// Nothing came back, so nothing can be cancelled yet. `moveOnAt` is when another server is tried, nil where there is
    /// none (RFC 3263 §4.3).
    case calling(moveOnAt: Duration?)
    /// To be cancelled as soon as a provisional response comes (RFC 3261 §9.1).
    case unwanted(SIPHeaders)
    case proceeding
    /// CANCEL went out; without a final response the call is over at `until`.
    case cancelled(until: Duration)
  }

  /// A dialog that a provisional response made (RFC 3261 §12.1): one for each phone that rings.
  struct Fork: Sendable {
    var dialog: Dialog
    var provisionals = ProvisionalSequence()
    var agreement: Agreement
  }

  enum Agreement: Sendable {
    /// We made the offer in the INVITE.
    case offered
    /// The peer is to make the offer, in a reliable provisional response or in the 2xx.
    case awaited
    /// The peer's offer came in a reliable response whose PRACK waits for our answer.
    case asked
    /// An offer of the peer was answered in a PRACK.
    case agreed
  }

  let request: SIPRequest
  let key: ClientTransactionKey
  /// How often the call was tried again after a response that said how.
  let attempt: Int
  var progress: Progress
  /// By To tag.
  var forks: [String: Fork] = [:]
  /// The offers that wait for our answer, oldest first.
  private var questions: [(tag: String, response: SIPResponse)] = []

  init(_ request: SIPRequest, key: ClientTransactionKey, attempt: Int, moveOnAt: Duration?) {
    progress = .calling(moveOnAt: moveOnAt)
    self.request = request
    self.key = key
    self.attempt = attempt
  }

  var deadline: Duration? {
    switch progress {
    case .calling(let moveOnAt): moveOnAt
    case .cancelled(let until): until
    case .unwanted, .proceeding: nil
    }
  }

  /// True when the product gave the call up.
  var isGivenUp: Bool {
    switch progress {
    case .calling, .proceeding: false
    case .unwanted, .cancelled: true
    }
  }

  /// Takes note of a provisional response.
  ///
  /// - Returns: the headers of the CANCEL that may go out now, if one waited.
  mutating func heard(_ response: SIPResponse) -> SIPHeaders? {
    switch progress {
    case .calling:
      progress = .proceeding
      return nil
    case .unwanted(let headers): return headers
    case .proceeding, .cancelled: return nil
    }
  }

  /// Makes or finds the early dialog of a provisional response; nil when it has no tag or cannot make one.
  mutating func fork(of response: SIPResponse) -> Fork? {
    guard response.status.code > 100, let tag = response.toTag else { return nil }
    if var fork = forks[tag] {
      fork.dialog.refreshTarget(from: response.headers)
      forks[tag] = fork
      return fork
    }
    guard forks.count < Self.maximumForks, let dialog = try? Dialog(caller: request, response: response) else {
      return nil
    }
    let fork = Fork(dialog: dialog, agreement: request.body.isEmpty ? .awaited : .offered)
    forks[tag] = fork
    return fork
  }

  /// Where a provisional response stands among the reliable ones of its dialog.
  mutating func order(_ response: SIPResponse, tag: String) -> ProvisionalSequence.Arrival {
    forks[tag]?.provisionals.receive(response) ?? .unreliable
  }

  /// A reliable response made the offer that our INVITE did not; true when its PRACK has to wait for our answer.
  mutating func asks(_ response: SIPResponse, tag: String) -> Bool {
    guard case .awaited = forks[tag]?.agreement, SIPMessage.response(response).sessionDescription != nil else {
      return false
    }
    forks[tag]?.agreement = .asked
    questions.append((tag, response))
    return true
  }

  /// The oldest response whose offer is about to be answered.
  mutating func takeQuestion() -> (tag: String, response: SIPResponse)? {
    guard !questions.isEmpty else { return nil }
    let question = questions.removeFirst()
    forks[question.tag]?.agreement = .agreed
    return question
  }

  /// More phones than this do not ring for one call.
  private static let maximumForks = 32

  /// The dialog of a 2xx: its own route set and target, with the numbers of the early dialog before it (RFC 3261
  /// §13.2.2.4).
  func dialog(acceptedBy response: SIPResponse) throws(SIPRejection) -> Dialog {
    var dialog = try Dialog(caller: request, response: response)
    if let early = response.toTag.flatMap({ forks[$0] })?.dialog { dialog.takeNumbers(from: early) }
    return dialog
  }

  /// True when offer and answer were exchanged with the phone of this tag, so that either may make another offer
  /// (RFC 3311 §5.1).
  func isAgreed(with remoteTag: String?) -> Bool {
    guard let fork = remoteTag.flatMap({ forks[$0] }) else { return false }
    return switch fork.agreement {
    case .agreed: true
    case .offered: fork.provisionals.hasDescription
    case .awaited, .asked: false
    }
  }

  /// True when the ACK of this 2xx must carry our answer.
  func awaitsAnswer(to response: SIPResponse) -> Bool {
    guard request.body.isEmpty, SIPMessage.response(response).sessionDescription != nil else { return false }
    if case .agreed = response.toTag.flatMap({ forks[$0] })?.agreement { return false }
    return true
  }
}

extension SIPResponse {
  var toTag: String? { headers[.to].flatMap { NameAddress($0) }?.tag }
}
