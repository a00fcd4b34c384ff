public import SIP

/// A message as it passed the edge of the node, for the ladder of a call.
public struct TracedMessage: Hashable, Sendable {
  public enum Direction: Hashable, Sendable { case received, sent }

  public var direction: Direction
  public var message: SIPMessage
  public var flow: Flow
  /// Nil when the message belongs to no call.
  public var leg: LegID?

  public init(direction: Direction, message: SIPMessage, flow: Flow, leg: LegID?) {
    self.direction = direction
    self.message = message
    self.flow = flow
    self.leg = leg
  }
}
