/// A question whether somebody is there: OPTIONS outside of any call (RFC 3261 §11).
public struct Probe: Hashable, Sendable {
  /// The Request-URI.
  public var target: SIPURI
  /// Who asks. A tag is put on it.
  public var from: NameAddress
  /// Where it goes, as in `OutgoingCall`.
  public var destination: Destination

  public init(target: SIPURI, from: NameAddress, destination: Destination) {
    self.target = target
    self.from = from
    self.destination = destination
  }
}
