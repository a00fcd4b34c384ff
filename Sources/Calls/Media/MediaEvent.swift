/// What the media of a call has to say to whoever controls it.
public enum MediaEvent: Hashable, Sendable {
  /// The first packet came.
  case soundArrived
  /// A key of the far end's keypad, when it was pressed: `0`–`9`, `*`, `#`, `A`–`D`.
  case digit(Character)
  /// No packet came for too long, although the call is not held. Told once, until packets come again.
  case soundStopped
}
