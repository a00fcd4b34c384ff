/// Who made a description, and which version of it this is (RFC 8866 §5.2).
public struct Origin: Equatable, Sendable {
  public var username: String
  /// Unique for the life of the session, whatever its version.
  public var sessionID: UInt64
  /// Grows by one with each changed description (RFC 3264 §8), and stays when nothing changed.
  public var version: UInt64
  public var address: String

  public init(username: String = "-", sessionID: UInt64, version: UInt64, address: String) {
    self.username = username
    self.sessionID = sessionID
    self.version = version
    self.address = address
  }

  /// Reads `user id version IN IP4 address`. Numbers that do not fit 64 bits are taken modulo 2^64: peers make them up.
  init?(parsing value: String) {
    let fields = value.split(separator: " ")
    guard fields.count >= 6 else { return nil }
    username = String(fields[0])
    sessionID = Origin.number(fields[1])
    version = Origin.number(fields[2])
    address = String(fields[5])
  }

  private static func number(_ text: Substring) -> UInt64 {
    text.utf8.reduce(0) { sum, digit in
      digit >= 0x30 && digit <= 0x39 ? sum &* 10 &+ UInt64(digit &- 0x30) : sum
    }
  }

  var text: String { "\(username) \(sessionID) \(version) IN \(Connection.family(of: address)) \(address)" }
}
