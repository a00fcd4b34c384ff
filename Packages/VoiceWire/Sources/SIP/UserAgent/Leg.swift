/// One call on this node: the INVITE, the dialog it makes and where the two stand (RFC 3261 §13.3, §14.2, §15).
struct Leg: Sendable {
  /// A 2xx to an INVITE, sent again from T1 to T2 until its ACK comes (RFC 3261 §13.3.1.4).
  struct Unacknowledged: Sendable {
    var response: SIPResponse
    var destination: Destination
    /// The number of the INVITE, which its ACK repeats.
    var number: UInt32
    var resendAt: Duration
    var interval: Duration
    var giveUpAt: Duration

    init(
      _ response: SIPResponse, to destination: Destination, number: UInt32, _ timers: TransactionTimers,
      at now: Duration
    ) {
      self.response = response
      self.destination = destination
      self.number = number
      resendAt = now + timers.t1
      interval = timers.t1
      giveUpAt = now + timers.patience
    }

    var deadline: Duration { min(resendAt, giveUpAt) }

    mutating func resent(_ timers: TransactionTimers) {
      interval = min(interval * 2, timers.t2)
      resendAt += interval
    }
  }

  enum Stage: Sendable {
    /// The INVITE has no final response. Once rung, `ringing` is sent again at `resendAt`.
    case incoming(ringing: SIPResponse?, resendAt: Duration?)
    /// 200 was sent, no ACK came. `hangUp` holds the headers of the BYE to send as soon as that is allowed.
    case answered(Unacknowledged, hangUp: SIPHeaders?)
    case established
    /// BYE was sent; leaves on its final response or failure.
    case leaving(EndCause)
  }

  enum Reoffer: Sendable {
    case none
    /// Waits for the product.
    case pending(SIPRequest, ServerTransactionKey, Destination)
    /// A re-INVITE got its 200 and waits for the ACK.
    case answered(Unacknowledged)
  }

  let id: LegID
  let invite: SIPRequest
  let inviteKey: ServerTransactionKey
  let inviteNumber: UInt32
  var flow: Flow
  /// Where responses to the INVITE go.
  let responseDestination: Destination
  /// True when the peer sits behind address translation, so that its Contact leads nowhere.
  let isTranslated: Bool
  var dialog: Dialog
  var stage: Stage = .incoming(ringing: nil, resendAt: nil)
  var reoffer: Reoffer = .none

  var deadline: Duration? {
    var deadline: Duration?
    switch stage {
    case .incoming(_, let resendAt): deadline = resendAt
    case .answered(let answer, _): deadline = answer.deadline
    case .established, .leaving: break
    }
    if case .answered(let answer) = reoffer { deadline = min(deadline ?? answer.deadline, answer.deadline) }
    return deadline
  }

  /// Where our requests inside the dialog go: the next hop, except where only the way the INVITE came leads back.
  var destination: Destination {
    let hop = dialog.nextHop
    let address = hop.hostPort
    if flow.transport.isReliable {
      return Destination(flow: flow, transport: flow.transport, address: address.isAddress ? address : flow.remote)
    }
    if !address.isAddress || (isTranslated && dialog.routeSet.isEmpty) { return Destination(flow) }
    guard hop.transport == .udp else {
      return Destination(flow: nil, transport: hop.transport, address: address)
    }
    return Destination(flow: flow, transport: .udp, address: address)
  }
}
