import Agents
import Carriers
import Exchange
import Crypto
import Foundation
import Identifiers
import Testing

@testable import Store

struct RotationTests {
  /// A file's store with one agent and one trunk, both with secrets.
  private static func filled(_ folder: String) async throws -> MasterKeyFile {
    let file = MasterKeyFile(path: folder + "/master.key")
    let store = try await open(file, folder)
    try await store.insert(Workspace(id: Sample.id(1), name: "One"))
    try await store.insert(Sample.agent(1, in: Sample.id(1)))
    try await store.insert(Sample.trunk(1, in: Sample.id(1)))
    try store.close()
    return file
  }

  private static func open(_ file: MasterKeyFile, _ folder: String) async throws -> Store {
    try await file.open { try await Store.open(folder: folder, masterKey: $0, gathering: .zero) }
  }

  private static func expectSecrets(_ file: MasterKeyFile, _ folder: String) async throws {
    let store = try await open(file, folder)
    #expect(try await store.agent(Sample.id(1), in: Sample.id(1)) == Sample.agent(1, in: Sample.id(1)))
    #expect(try await store.trunk(Sample.id(1)) == Sample.trunk(1, in: Sample.id(1)))
    try store.close()
  }

  private static func key(_ folder: String) throws -> String {
    try String(contentsOfFile: folder + "/master.key", encoding: .utf8)
  }

  @Test func `a rotation seals every secret under a new key, and the old one opens nothing`() async throws {
    try await withFolder { folder in
      let file = try await Self.filled(folder)
      let old = try MasterKey.load(file.path)
      let store = try await Self.open(file, folder)
      #expect(try await file.rotate(store) == 3)
      try store.close()
      try await Self.expectSecrets(file, folder)
      await #expect(throws: StoreError.wrongMasterKey(path: folder + "/trunkline.sqlite")) {
        try await Store.open(folder: folder, masterKey: old)
      }
      #expect(!FileManager.default.fileExists(atPath: file.path + ".next"))
      let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? NSNumber
      #expect(mode?.intValue == 0o600)
    }
  }

  @Test func `cut off before the database is changed, the old key opens it, and a next rotation makes another key`()
    async throws
  {
    try await withFolder { folder in
      let file = try await Self.filled(folder)
      let abandoned = MasterKey.random()
      try abandoned.save(to: file.path + ".next")
      try await Self.expectSecrets(file, folder)
      let store = try await Self.open(file, folder)
      #expect(try await file.rotate(store) == 3)
      try store.close()
      try await Self.expectSecrets(file, folder)
      #expect(try MasterKey.load(file.path).key != abandoned.key)
    }
  }

  @Test func `cut off after the database is changed, the next key opens it and takes the old one's place`()
    async throws
  {
    try await withFolder { folder in
      let file = try await Self.filled(folder)
      let store = try await Self.open(file, folder)
      let next = MasterKey.random()
      try next.save(to: file.path + ".next")
      _ = try await store.reseal(under: next)
      try store.close()
      try await Self.expectSecrets(file, folder)
      #expect(try MasterKey.load(file.path).key == next.key)
      #expect(!FileManager.default.fileExists(atPath: file.path + ".next"))
    }
  }

  @Test func `a secret that does not open stops the rotation, and nothing is changed`() async throws {
    try await withFolder { folder in
      let file = try await Self.filled(folder)
      let before = try Self.key(folder)
      let store = try await Self.open(file, folder)
      _ = try await store.backend.write {
        try $0.execute("UPDATE sip_trunks SET auth_password_sealed = 'v1.AAAA'", [])
      }
      await #expect(throws: StoreError.unreadable(table: "sip_trunks", column: "auth_password_sealed")) {
        _ = try await file.rotate(store)
      }
      #expect(try await store.agent(Sample.id(1), in: Sample.id(1)) == Sample.agent(1, in: Sample.id(1)))
      try store.close()
      #expect(try Self.key(folder) == before)
      try await Self.open(file, folder).close()
    }
  }

  @Test func `every sealed column of the schema is one that a rotation knows`() async throws {
    try await withFolder { folder in
      let store = try await Store.open(folder: folder, masterKey: .testing)
      let found = try await store.backend.read { database in
        try database.rows(
          "sqlite_master",
          """
          SELECT m.name AS t, c.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) c
          WHERE m.type = 'table' AND c.name LIKE '%sealed%'
          """, []
        ).map { "\(try $0.text("t")).\(try $0.text("c"))" }
      }
      #expect(Set(found) == Set(SealedColumn.all.map { "\($0.table).\($0.column)" }))
      try store.close()
    }
  }

  @Test(arguments: ["", "abcd", String(repeating: "g", count: 64), String(repeating: "a", count: 66)])
  func `what is not 64 hexadecimal characters is no key`(text: String) {
    #expect(MasterKey(hexadecimal: text) == nil)
    #expect(MasterKey(hexadecimal: String(repeating: "aF", count: 32)) != nil)
  }
}
