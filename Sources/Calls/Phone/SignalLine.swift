/// One step of a call's SIP ladder.
public struct SignalLine: Sendable, Hashable {
  public enum Direction: String, Sendable, Hashable { case received, sent }

  public var direction: Direction
  /// The first line of the message.
  public var summary: String
  public var sequence: String
  /// Like `udp 192.0.2.1:5060`.
  public var peer: String

  public init(direction: Direction, summary: String, sequence: String, peer: String) {
    self.direction = direction
    self.summary = summary
    self.sequence = sequence
    self.peer = peer
  }
}
