public import Foundation
public import Identifiers

/// Where the keys of a workspace are listed, taken away, and marked as used.
public protocol KeyStore: Sendable {
  /// Newest first.
  func keys(in workspace: ID<Workspace>, page: PageRequest) async throws -> Page<APIKey>
  /// Takes the key away for good; false when it is not of this workspace.
  func deleteKey(_ id: ID<APIKey>, in workspace: ID<Workspace>) async throws -> Bool
  /// Never moves the time back, as several nodes may note at once.
  func noteUse(of id: ID<APIKey>, at time: Date) async throws
}
