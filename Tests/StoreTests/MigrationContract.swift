import Foundation
import Identifiers
import Testing

@testable import Store

struct MigrationContract {
  @Test(arguments: BackEnd.allCases)
  func `of many that migrate a new database at once one does, and all find it done`(backEnd: BackEnd) async throws {
    try await backEnd.withPlace { place in
      let ran = try await withThrowingTaskGroup(of: [String].self) { group in
        for _ in 1...8 { group.addTask { try await Store.migrate(place) } }
        return try await group.reduce(into: [[String]]()) { $0.append($1) }
      }
      #expect(ran.filter { !$0.isEmpty } == [Schema.steps.map(\.name)])
      #expect(try await Store.migrate(place) == [])
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `many that open a new database at once all can use it`(backEnd: BackEnd) async throws {
    try await backEnd.withPlace { place in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 1...6 {
          group.addTask {
            let store = try await Store.open(place, masterKey: .testing, gathering: .zero)
            try await store.insert(Workspace(id: Sample.id(UInt64(number)), name: "W"))
            try store.close()
          }
        }
        try await group.waitForAll()
      }
      let store = try await Store.open(place, masterKey: .testing)
      #expect(try await store.workspaces().count == 6)
      try store.close()
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `only what is missing is run, and what is there stays`(backEnd: BackEnd) async throws {
    try await backEnd.withPlace { place in
      let backend = try await place.connect()
      let old = Migration(steps: Array(Schema.steps.prefix(5)))
      #expect(try await backend.migrate(old) == old.steps.map(\.name))
      _ = try await backend.write {
        try $0.execute("INSERT INTO workspaces (id, name) VALUES ($1, 'kept')", [.id(Sample.id(9) as ID<Workspace>)])
      }
      #expect(try await backend.migrate(Schema.migration) == Schema.steps.dropFirst(5).map(\.name))
      let kept = try await backend.read { try $0.rows("workspaces", "SELECT name FROM workspaces", []) }
      #expect(try kept.map { try $0.text("name") } == ["kept"])
      try backend.close()
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a step that fails leaves nothing of it and of those before it`(backEnd: BackEnd) async throws {
    try await backEnd.withPlace { place in
      let backend = try await place.connect()
      let broken = Migration(steps: [
        ("1 good", ["CREATE TABLE one (id TEXT NOT NULL PRIMARY KEY)"]),
        ("2 bad", ["CREATE TABLE two (id TEXT NOT NULL PRIMARY KEY)", "ALTER TABLE nowhere ADD COLUMN c TEXT"]),
      ])
      await #expect(throws: StoreError.self) { try await backend.migrate(broken) }
      let found = try await backend.read { [try $0.hasTable("one"), try $0.hasTable("two")] }
      #expect(found == [false, false])
      #expect(try await backend.migrate(Schema.migration).count == Schema.steps.count)
      try backend.close()
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a schema from a newer version is refused`(backEnd: BackEnd) async throws {
    try await backEnd.withPlace { place in
      _ = try await Store.migrate(place)
      let backend = try await place.connect()
      _ = try await backend.write {
        try $0.execute("INSERT INTO grdb_migrations (identifier) VALUES ('9999 from tomorrow')", [])
      }
      try backend.close()
      await #expect(throws: StoreError.newerSchema(path: "\(place)")) {
        try await Store.open(place, masterKey: .testing)
      }
      await #expect(throws: StoreError.newerSchema(path: "\(place)")) { try await Store.migrate(place) }
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `another master key is refused, whatever the database`(backEnd: BackEnd) async throws {
    try await backEnd.withPlace { place in
      try await Store.open(place, masterKey: .testing).close()
      await #expect(throws: StoreError.wrongMasterKey(path: "\(place)")) {
        try await Store.open(place, masterKey: .other)
      }
    }
  }
}
