import Foundation
import Store

/// Where the master key comes from: a file, or the configuration itself.
enum MasterKeySource: Sendable {
  case file(MasterKeyFile)
  /// With the key before it, while that may still be the one that opens the store.
  case given(MasterKey, previous: MasterKey?)

  init(_ settings: Settings) {
    if let key = settings.masterKey {
      self = .given(key, previous: settings.previousMasterKey)
    } else {
      self = .file(MasterKeyFile(path: settings.masterKeyFile.path(percentEncoded: false)))
    }
  }

  /// Opens the store with the key that it is sealed with.
  func open(_ open: (MasterKey) async throws -> Store) async throws -> Store {
    switch self {
    case .file(let file): return try await file.open(open)
    case .given(let key, let previous):
      do { return try await open(key) } catch let error as StoreError {
        guard case .wrongMasterKey = error, let previous else { throw error }
        return try await open(previous)
      }
    }
  }
}
