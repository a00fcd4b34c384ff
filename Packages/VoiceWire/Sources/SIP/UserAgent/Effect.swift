/// What the user agent asks its surroundings to do, in this order.
public enum Effect: Hashable, Sendable {
  /// `leg` is the leg the message belongs to, nil when it belongs to none.
  case send(SIPMessage, to: Destination, leg: LegID?)
  case event(LegID, LegEvent)
  case outside(OutsideEvent)
  /// A server did not answer a request of ours, or said 503: better tried last for a while. `retryAfterSeconds` is what it
  /// said of that.
  case unreached(Destination, retryAfterSeconds: Int?)
  /// A server answered a request of ours outside of calls.
  case reached(Destination)
  /// Something small is to go to this address by UDP so often from now on, so that address translation on the way leaves
  /// our port open (RFC 5626 §4.4); nil for no longer.
  case keepOpen(HostPort, every: Duration?)
}
