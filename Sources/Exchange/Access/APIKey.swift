public import Foundation
public import Identifiers

/// A key that lets a client act in a workspace. Only its SHA-256 is kept.
public struct APIKey: Identified, Hashable, Sendable, Codable {
  public static let idPrefix = "key"

  public var id: ID<APIKey>
  public var workspace: ID<Workspace>
  public var name: String
  /// SHA-256 of the whole key, lower-case hexadecimal.
  public var hash: String
  /// The first characters, to recognise it by.
  public var hint: String
  public var scopes: Set<AccessScope>
  public var createdAt: Date
  /// To the minute; nil when it was never used.
  public var lastUsedAt: Date?

  public init(
    id: ID<APIKey>, workspace: ID<Workspace>, name: String, hash: String, hint: String,
    scopes: Set<AccessScope> = Set(AccessScope.allCases), createdAt: Date, lastUsedAt: Date? = nil
  ) {
    self.id = id
    self.workspace = workspace
    self.name = name
    self.hash = hash
    self.hint = hint
    self.scopes = scopes
    self.createdAt = createdAt
    self.lastUsedAt = lastUsedAt
  }
}

/// Where workspaces and their keys are kept.
public protocol AccessStore: Sendable {
  func insert(_ workspace: Workspace) async throws
  func workspaces() async throws -> [Workspace]
  func insert(_ key: APIKey) async throws
  func key(hash: String) async throws -> APIKey?
}
