/// What the user agent asks its surroundings to do, in this order.
public enum Effect: Hashable, Sendable {
  /// `leg` is the leg the message belongs to, nil when it belongs to none.
  case send(SIPMessage, to: Destination, leg: LegID?)
  case event(LegID, LegEvent)
  case outside(OutsideEvent)
  /// A server did not answer a call of ours, or said 503: better tried last for a while. `retryAfterSeconds` is what it
  /// said of that.
  case unreached(Destination, retryAfterSeconds: Int?)
}
