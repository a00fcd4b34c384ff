/// A call's place in whatever it is connected to: where the sound from the far end goes, and where the sound for it
/// comes from. Used on the call's media thread only, once every 20 ms; never blocks, never allocates.
public protocol CallSeat: AnyObject {
  /// The far end said this.
  func publish(_ frame: Span<Int16>, at now: Duration)
  /// Fills `frame` with what the far end is to hear. False: nobody speaks, and `frame` is silence.
  func mix(into frame: inout MutableSpan<Int16>, at now: Duration) -> Bool
}
