import Foundation
import Store

/// Seals every secret under a new master key, for `trunkline secrets rotate`, while no server runs.
public struct SecretRotation: Sendable {
  private let settings: Settings

  public init(settings: Settings) { self.settings = settings }

  /// - Returns: a sentence on what was done and what to do now.
  /// - Throws: ``StartError``, also while a server uses the data folder.
  public func rotate() async throws -> String {
    let data = DataFolder(settings)
    let lock = try data.lock()
    defer { withExtendedLifetime(lock) {} }
    let store = try await data.openStore()
    defer { try? store.close() }
    do {
      switch data.keys {
      case .file(let file):
        let count = try await file.rotate(store)
        return "sealed \(count) secrets under a new key in \(file.path); older backups need the old one"
      case .given(let key, let previous):
        guard previous != nil else {
          throw StartError(
            code: .configuration,
            message: "set TRUNKLINE_MASTER_KEY to a new key (openssl rand -hex 32) and TRUNKLINE_PREVIOUS_MASTER_KEY "
              + "to the one until now, then rotate again")
        }
        let count = try await store.reseal(under: key)
        return "sealed \(count) secrets under TRUNKLINE_MASTER_KEY; TRUNKLINE_PREVIOUS_MASTER_KEY can go"
      }
    } catch let error as StoreError {
      throw StartError(code: .notWritable, message: error.description)
    }
  }
}
