/// What is the same for the media of all calls.
public struct MediaSettings: Equatable, Sendable {
  /// After so long without a packet the call is told to have fallen silent (`MediaEvent.soundStopped`).
  public var silenceLimit: Duration
  /// CNAME in our reports (RFC 3550 §6.5.1): the same for all our streams, no name of a person.
  public var canonicalName: String

  public init(silenceLimit: Duration = .seconds(30), canonicalName: String = "trunkline") {
    self.silenceLimit = silenceLimit
    self.canonicalName = canonicalName
  }
}
