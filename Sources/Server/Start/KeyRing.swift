import Exchange
import Foundation
import HTTPAPI
import Identifiers
import Store

/// The API keys of the first workspace, for `trunkline keys`, beside a running server or without one.
public struct KeyRing: Sendable {
  private let settings: Settings

  public init(settings: Settings) { self.settings = settings }

  /// - Parameter scopes: read, write and call, with commas between.
  /// - Returns: the whole key; only its hash is kept.
  /// - Throws: ``StartError`` also for a scope that there is not.
  public func make(name: String, scopes: String) async throws -> String {
    let words = scopes.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let known = words.compactMap { AccessScope(rawValue: $0) }
    guard !known.isEmpty, known.count == words.count else {
      throw StartError(code: .configuration, message: "scopes are read, write and call, with commas between")
    }
    return try await withStore { store, workspace in
      let bearer = BearerKey.random()
      let now = Date()
      let ids = IDSource.random { UInt64(now.timeIntervalSince1970 * 1000) }
      try await store.insert(
        APIKey(
          id: ids.make(), workspace: workspace, name: name, hash: bearer.hash, hint: bearer.hint, scopes: Set(known),
          createdAt: now))
      return bearer.secret
    }
  }

  /// A line a key, newest first: id, first characters, scopes, when it was made and used last, name.
  public func list() async throws -> [String] {
    try await withStore { store, workspace in
      var keys: [APIKey] = []
      var request = PageRequest(limit: 200)
      repeat {
        let page = try await store.keys(in: workspace, page: request)
        keys += page.elements
        request.after = page.next
      } while request.after != nil
      return keys.map(Self.line)
    }
  }

  private static func line(_ key: APIKey) -> String {
    let used = key.lastUsedAt.map { "used " + $0.formatted(.iso8601) } ?? "never used"
    let scopes = key.scopes.inOrder.map(\.rawValue).joined(separator: ",")
    return ["\(key.id)", key.hint, scopes, "made " + key.createdAt.formatted(.iso8601), used, key.name]
      .joined(separator: "  ")
  }

  /// A running server refuses it within a second.
  ///
  /// - Throws: ``StartError`` when there is no such key.
  public func revoke(_ id: String) async throws {
    guard let id = ID<APIKey>(id) else {
      throw StartError(
        code: .configuration, message: "give the id of a key, like key_01J9ZC3M2P8Q4R5S6T7V8W9X0Y, not the key itself")
    }
    try await withStore { store, workspace in
      guard try await store.deleteKey(id, in: workspace) else {
        throw StartError(code: .unavailable, message: "there is no key \(id); trunkline keys list shows them")
      }
    }
  }

  private func withStore<Result>(
    _ work: (Store, ID<Workspace>) async throws -> Result
  ) async throws -> Result {
    let store = try await DataFolder(settings).openStore()
    defer { try? store.close() }
    guard let workspace = try await store.workspaces().first else {
      throw StartError(
        code: .unavailable, message: "there is no workspace yet; start the server once with trunkline serve")
    }
    return try await work(store, workspace.id)
  }
}
