/// What this side can do with audio.
public struct MediaCapabilities: Equatable, Sendable {
  /// In our order of preference. It orders our offers; when we answer, the offer's order wins.
  public var encodings: [AudioEncoding]
  /// Whether digits as named events (RFC 4733) are offered and accepted.
  public var telephoneEvents: Bool

  public init(encodings: [AudioEncoding] = [.g722, .pcmu, .pcma], telephoneEvents: Bool = true) {
    self.encodings = encodings
    self.telephoneEvents = telephoneEvents
  }
}
