import Foundation
import Exchange
import HTTPAPI
import Identifiers
import Store

/// Makes further API keys, for `trunkline keys create`.
public struct KeyMaker: Sendable {
  private let settings: Settings

  public init(settings: Settings) { self.settings = settings }

  /// - Returns: the whole key; only its hash is kept.
  public func make(name: String) async throws -> String {
    let store = try await DataFolder(settings).openStore()
    defer { try? store.close() }
    guard let workspace = try await store.workspaces().first else {
      throw StartError(
        code: .unavailable, message: "there is no workspace yet; start the server once with trunkline serve")
    }
    let key = BearerKey.random()
    let now = Date()
    let ids = IDSource.random { UInt64(now.timeIntervalSince1970 * 1000) }
    try await store.insert(
      APIKey(
        id: ids.make(), workspace: workspace.id, name: name, hash: key.hash, hint: key.hint, createdAt: now))
    return key.secret
  }
}
