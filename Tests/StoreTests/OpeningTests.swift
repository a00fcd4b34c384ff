import Carriers
import Exchange
import Foundation
import GRDB
import HTTPAPI
import Identifiers

import Testing

@testable import Store

struct OpeningTests {
  @Test func `a store opened again holds what was kept`() async throws {
    try await withFolder { folder in
      let first = try await Store.open(folder: folder, masterKey: .testing, gathering: .zero)
      try await first.insert(Workspace(id: Sample.id(1), name: "One"))
      try await first.insert(Sample.trunk(1, in: Sample.id(1)))
      _ = try await first.claim("k", in: Sample.id(1), fingerprint: "f", at: Sample.time)
      try first.close()
      let second = try await Store.open(folder: folder, masterKey: .testing, gathering: .zero)
      #expect(try await second.trunk(Sample.id(1)) == Sample.trunk(1, in: Sample.id(1)))
      let again = try await second.claim("k", in: Sample.id(1), fingerprint: "f", at: Sample.time)
      #expect(again == .stillRunning, "another program that opens the store must not free it")
      try second.close()
    }
  }

  @Test func `another master key is refused`() async throws {
    try await withFolder { folder in
      try await Store.open(folder: folder, masterKey: .testing).close()
      await #expect(throws: StoreError.wrongMasterKey(path: folder + "/trunkline.sqlite")) {
        try await Store.open(folder: folder, masterKey: .other)
      }
    }
  }

  @Test func `a file that is not a database is refused and left alone`() async throws {
    try await withFolder { folder in
      let path = folder + "/trunkline.sqlite"
      let junk = Data(repeating: 0x41, count: 8192)
      try junk.write(to: URL(fileURLWithPath: path))
      await #expect(throws: StoreError.notADatabase(path: path)) {
        try await Store.open(folder: folder, masterKey: .testing)
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == junk)
    }
  }

  @Test func `a trunk kept before the settings came has their defaults`() async throws {
    try await withFolder { folder in
      let queue = try DatabaseQueue(path: folder + "/trunkline.sqlite")
      try Self.firstMigrator.migrate(queue, upTo: "0005 idempotency")
      try await queue.write { database in
        try database.execute(sql: "INSERT INTO workspaces (id, name) VALUES (?, 'One')", arguments: [Self.id(1)])
        try database.execute(
          sql: """
            INSERT INTO sip_trunks (
              id, workspace_id, name, kind, direction, sip_address, allowed_addresses, transport, media_encryption,
              number_format, created_at, updated_at)
            VALUES (?, ?, 'C', 'byoc', 'both', 'sip.example.com', '[]', 'udp', 'allow', 'plus', 0, 0)
            """, arguments: [Self.id(2), Self.id(1)])
      }
      try queue.close()
      let store = try await Store.open(folder: folder, masterKey: .testing)
      let trunk = try #require(try await store.trunk(Sample.id(2)))
      #expect(trunk.settings == TrunkSettings(sipAddress: "sip.example.com", transport: .udp))
      try store.close()
    }
  }

  /// What brought databases up to date before there was PostgreSQL.
  private static var firstMigrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for step in Schema.steps {
      migrator.registerMigration(step.name) { database in
        for sql in step.statements { try database.execute(sql: sql) }
      }
    }
    return migrator
  }

  @Test func `a key kept before the scopes came has them all`() async throws {
    try await withFolder { folder in
      let queue = try DatabaseQueue(path: folder + "/trunkline.sqlite")
      try Self.firstMigrator.migrate(queue, upTo: "0007 referrals")
      try await queue.write { database in
        try database.execute(sql: "INSERT INTO workspaces (id, name) VALUES (?, 'One')", arguments: [Self.id(1)])
        try database.execute(
          sql: "INSERT INTO api_keys (id, workspace_id, name, hash, hint, created_at) VALUES (?, ?, 'n', 'ab', 'h', 0)",
          arguments: [Self.id(2), Self.id(1)])
      }
      try queue.close()
      let store = try await Store.open(folder: folder, masterKey: .testing)
      let key = try #require(try await store.key(hash: "ab"))
      #expect(key.scopes == [.read, .write, .call])
      #expect(key.lastUsedAt == nil)
      try store.close()
    }
  }

  private static func id(_ number: UInt64) -> String { ULID(high: 0, low: number).description }

  @Test func `a data folder that cannot be made is named`() async throws {
    try await withFolder { folder in
      try Data().write(to: URL(fileURLWithPath: folder + "/file"))
      do {
        _ = try await Store.open(folder: folder + "/file/deeper", masterKey: .testing)
        Issue.record("a store was opened below a plain file")
      } catch let error as StoreError {
        guard case .unwritable(let path, _) = error else {
          Issue.record("another error: \(error)")
          return
        }
        #expect(path == folder + "/file/deeper")
        #expect("\(error)".contains("TRUNKLINE_DATA_DIR"))
      }
    }
  }

  @Test func `every commit is flushed and the files are private`() async throws {
    try await withFolder { folder in
      let store = try await Store.open(folder: folder, masterKey: .testing)
      #expect(try await store.synchronousLevel() == 2)
      for name in ["trunkline.sqlite", "trunkline.sqlite-wal"] {
        let mode = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600, "\(name)")
      }
      try store.close()
    }
  }
}
