public import Identifiers

/// What placing a call needs to know of a workspace.
public protocol OutboundDirectory: Sendable {
  /// All numbers, oldest first.
  func numbers(of workspace: ID<Workspace>) async throws -> [PhoneNumber]
  /// All trunks, oldest first.
  func trunks(of workspace: ID<Workspace>) async throws -> [Trunk]
}
