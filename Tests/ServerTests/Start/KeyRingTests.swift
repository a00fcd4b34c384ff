import Foundation
import Identifiers
import Store
import Testing

@testable import Server

struct KeyRingTests {
  @Test func `keys are made, listed and revoked on the command line`() async throws {
    try await withSettings { settings in
      let keys = KeyRing(settings: settings)
      await #expect(throws: StartError.self, "there is no workspace yet") { _ = try await keys.list() }
      let store = try await DataFolder(settings).openStore()
      try await store.insert(Workspace(id: ID(ULID(high: 0, low: 1)), name: "One"))
      try store.close()

      let secret = try await keys.make(name: "billing", scopes: "read, call")
      #expect(secret.hasPrefix("sk_"))
      let lines = try await keys.list()
      #expect(lines.count == 1)
      let line = try #require(lines.first)
      #expect(line.contains("  read,call  ") && line.hasSuffix("  never used  billing"))
      #expect(line.contains(secret.prefix(7)) && !line.contains(secret))
      let id = try #require(line.split(separator: " ").first.map(String.init))
      try await keys.revoke(id)
      #expect(try await keys.list() == [])
      let missing = await #expect(throws: StartError.self) { try await keys.revoke(id) }
      #expect(missing?.message.contains(id) == true)
    }
  }

  @Test func `a key given in the place of its id is refused and not repeated`() async throws {
    try await withSettings { settings in
      let refused = await #expect(throws: StartError.self) {
        try await KeyRing(settings: settings).revoke("sk_planted_secret_key")
      }
      #expect(refused?.message.contains("planted") == false)
      await #expect(throws: StartError.self) {
        _ = try await KeyRing(settings: settings).make(name: "n", scopes: "all")
      }
    }
  }
}

/// Settings with a data folder of their own, which is gone afterwards.
func withSettings(
  _ environment: [String: String] = [:], _ body: (Settings) async throws -> Void
) async throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "data-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  let own = ["TRUNKLINE_DATA_DIR": folder.path(percentEncoded: false)].merging(environment) { $1 }
  try await body(Settings(SettingSources(file: nil, environment: own, flags: [:])))
}
