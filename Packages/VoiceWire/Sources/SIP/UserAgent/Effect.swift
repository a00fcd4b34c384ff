/// What the user agent asks its surroundings to do, in this order.
public enum Effect: Hashable, Sendable {
  /// `leg` is the leg the message belongs to, nil when it belongs to none.
  case send(SIPMessage, to: Destination, leg: LegID?)
  case event(LegID, LegEvent)
  case outside(OutsideEvent)
}
