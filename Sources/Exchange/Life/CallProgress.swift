/// What can happen to a call.
public enum CallProgress: Sendable, Hashable {
  case routed(RoutingDecision)
  /// Its record is committed.
  case recordOpened
  /// The agent can speak.
  case agentReady
  /// Offer and answer agree and the port is open.
  case mediaAgreed
  /// Something that the call needs failed: a look-up, the store, the media, an engine.
  case failed(Refusal)
  /// The ACK came.
  case confirmed
  /// The INVITE by this way has left, to one of so many servers.
  case placed(way: Int, servers: Int)
  /// A provisional response came to it; `isRinging` when somebody is rung, or heard already.
  case proceeding(way: Int, isRinging: Bool)
  /// Somebody took the call that we placed.
  case answered
  /// The attempt to place the call by this way came to nothing.
  case attemptFailed(way: Int, DialOutcome)
  /// The first packet came from the far end.
  case soundArrived
  /// CANCEL.
  case callerGaveUp(EndDetail?)
  /// BYE.
  case callerHungUp(EndDetail?)
  /// No ACK ever came, or the dialog was torn down.
  case connectionLost(EndDetail?)
  /// No packet came for too long.
  case soundStopped
  /// The far end will try to put the caller through to someone else.
  case transferAccepted
  /// It did not succeed: the caller is still here.
  case transferFailed
  /// Nobody will say what came of it. A far end that hangs up now has put the caller through.
  case transferUnknown
  case conversationEnded(EndReason)
  /// `POST /v1/conversations/{id}/end`.
  case endRequested
  case shutDown
}

/// What is to be done next, in order.
public enum CallEffect: Sendable, Hashable {
  case challenge(stale: Bool)
  case refuse(Refusal)
  /// Commit a pending record, then report ``CallProgress/recordOpened``.
  case openRecord
  /// Commit a failed record for a number that was hit.
  case recordRefusal(Refusal, CallEnding)
  case ring
  /// Open media and warm up the agent.
  case prepare
  case answer
  /// Place the call by the way of this number, and report ``CallProgress/placed``.
  case dial(way: Int)
  /// Nobody is to be rung by the attempt that is under way.
  case withdraw
  /// The call that was placed is answered: from now on it is recorded.
  case connect
  case press(Character)
  case startConversation
  case stopConversation
  case hangUp
  case closeRecord(CallEnding)
  /// Nothing follows: let go of the call.
  case finish
}

/// How a call's record closes.
public struct CallEnding: Sendable, Hashable {
  public var status: CallRecord.Status
  public var reason: EndReason
  public var detail: EndDetail?

  public init(status: CallRecord.Status, reason: EndReason, detail: EndDetail?) {
    self.status = status
    self.reason = reason
    self.detail = detail
  }
}
