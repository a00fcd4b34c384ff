public import SIP

/// Takes commands for what SIP does outside of calls, from any thread; the SIP transport performs them on its loop, in
/// order.
public protocol OutsideCommands: Sendable {
  func perform(_ command: OutsideCommand)
  /// The servers of a SIP address, best first, never empty (RFC 3263).
  ///
  /// - Throws: what is wrong with the address, in a sentence.
  func servers(of address: SIPServerAddress) async throws -> [Destination]
}
