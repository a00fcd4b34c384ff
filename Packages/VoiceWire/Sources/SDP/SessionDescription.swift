/// A session description (RFC 8866): one side's view of the media of a call.
///
/// The model names the fields that offer and answer decide on; every other line is kept in order and printed again.
public struct SessionDescription: Equatable, Sendable {
  public var origin: Origin
  public var name: String
  /// Where media goes unless a section says otherwise.
  public var connection: Connection?
  /// The other lines of the session, in their order, `t=` and attributes among them.
  public var lines: [Line]
  public var media: [MediaDescription]

  public init(
    origin: Origin, name: String = "-", connection: Connection?, lines: [Line] = [Line("t", "0 0")],
    media: [MediaDescription]
  ) {
    self.origin = origin
    self.name = name
    self.connection = connection
    self.lines = lines
    self.media = media
  }

  /// The address of a section: its own `c=`, else the session's, else the one in `o=`, which gateways that forget
  /// `c=` (or its address) expect to be used.
  public func address(of section: MediaDescription) -> String {
    section.connection?.address ?? connection?.address ?? origin.address
  }

  /// The direction of a section: its own attribute, else the session's, else both ways. The unspecified address means
  /// that nothing may be sent to it (RFC 3264 §8.4).
  public func direction(of section: MediaDescription) -> MediaDirection {
    let stated = section.statedDirection ?? sessionDirection ?? .sendReceive
    let isHeld = Connection(address: address(of: section)).isUnspecified
    return isHeld ? MediaDirection(sends: stated.sends, receives: false) : stated
  }

  private var sessionDirection: MediaDirection? {
    MediaDirection.allCases.first { attribute($0.rawValue) != nil }
  }

  /// The value of the first session attribute of that name.
  public func attribute(_ name: String) -> Substring? {
    for line in lines {
      if let value = line.value(ofAttribute: name) { return value }
    }
    return nil
  }
}
