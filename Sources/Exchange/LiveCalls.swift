public import Identifiers

/// What the API may do to calls in progress on this node.
public protocol LiveCalls: Sendable {
  /// Hangs up. False when the call is not in progress here.
  func end(_ id: ID<CallRecord>) async -> Bool
}
