public import SIP

/// Takes commands for SIP legs, from any thread; the SIP transport performs them on its loop, in order.
public protocol LegCommands: Sendable {
  func perform(_ command: LegCommand, on leg: LegID)
}
