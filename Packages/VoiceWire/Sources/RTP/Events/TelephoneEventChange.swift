/// What an event packet means to a listener.
public enum TelephoneEventChange: Equatable, Sendable {
  case began(TelephoneEvent)
  /// Its length as the sender told it, or as far as was heard when the end got lost.
  case ended(TelephoneEvent, lasted: Duration)
}
