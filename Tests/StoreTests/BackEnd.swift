import Crypto
import Foundation
import Identifiers
import Store

/// The databases that the contract suite runs on.
enum BackEnd: CaseIterable, Sendable {
  case sqlite
  case postgres

  /// A new store with one workspace; gone afterwards.
  func withStore(_ body: (Store, ID<Workspace>) async throws -> Void) async throws {
    try await withPlace { place in
      let store = try await Store.open(place, masterKey: .testing, gathering: .zero)
      let workspace = Workspace(id: Sample.id(1), name: "One")
      try await store.insert(workspace)
      try await body(store, workspace.id)
      try store.close()
    }
  }

  /// Where there is no store yet; gone afterwards.
  func withPlace(_ body: (StorePlace) async throws -> Void) async throws {
    switch self {
    case .sqlite: try await withFolder { try await body(.folder($0)) }
    case .postgres: try await PostgresServer.withSchema { try await body(.postgres($0)) }
    }
  }
}

/// A folder of its own, removed afterwards.
func withFolder(_ body: (String) async throws -> Void) async throws {
  let folder = NSTemporaryDirectory() + "/trunkline-store-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try await body(folder)
}

extension MasterKey {
  static let testing = MasterKey(SymmetricKey(data: [UInt8](repeating: 7, count: 32)))
  static let other = MasterKey(SymmetricKey(data: [UInt8](repeating: 8, count: 32)))
}
