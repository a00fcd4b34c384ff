import SIP

/// Names one call on this node while it lasts.
public struct CallID: Hashable, Sendable, CustomStringConvertible {
  let leg: LegID

  init(_ leg: LegID) { self.leg = leg }

  public var description: String { leg.description }
}
