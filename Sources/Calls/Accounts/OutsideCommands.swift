public import SIP

/// Takes commands for what SIP does outside of calls, from any thread; the SIP transport performs them on its loop, in
/// order.
public protocol OutsideCommands: ServerFinder {
  func perform(_ command: OutsideCommand)
  /// Addresses and ranges from which as much may come as wants to, from now on.
  func trust(_ networks: [String])
  /// Somebody we know sends from this address.
  func welcome(_ host: String)
}
