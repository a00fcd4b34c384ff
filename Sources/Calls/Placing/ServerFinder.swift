public import SIP

/// Finds the servers of SIP addresses.
public protocol ServerFinder: Sendable {
  /// The servers of a SIP address, best first, never empty (RFC 3263).
  ///
  /// - Throws: what is wrong with the address, in a sentence.
  func servers(of address: SIPServerAddress) async throws -> [Destination]
}
