import Foundation
import Testing

@testable import Store

/// What both databases make of the same text.
struct SQLContract {
  private static let table = Migration(steps: [
    (
      "1 things",
      [
        "CREATE TABLE things (id TEXT NOT NULL PRIMARY KEY, n BIGINT, r DOUBLE PRECISION, f SMALLINT)",
        "CREATE TABLE parts (id TEXT NOT NULL PRIMARY KEY, thing TEXT REFERENCES things (id))",
      ]
    )
  ])

  private func withTable(_ backEnd: BackEnd, _ body: (any SQLBackend) async throws -> Void) async throws {
    try await backEnd.withPlace { place in
      let backend = try await place.connect()
      _ = try await backend.migrate(Self.table)
      try await body(backend)
      try backend.close()
    }
  }

  private static func add(_ id: String, _ number: Int, to database: any SQLConnection) throws {
    try database.execute(
      "INSERT INTO things (id, n, r, f) VALUES ($1, $2, $3, $4)",
      [.text(id), .integer(number), .real(0.5), .bool(true)])
  }

  @Test(arguments: BackEnd.allCases)
  func `each type comes back as it went in, and sums of integers are integers`(backEnd: BackEnd) async throws {
    try await withTable(backEnd) { backend in
      try await backend.write { database in
        try Self.add("ä€😀'\"\\", .max, to: database)
        try database.execute("INSERT INTO things (id) VALUES ($1)", [.text("empty")])
      }
      let rows = try await backend.read { try $0.rows("things", "SELECT * FROM things ORDER BY id DESC", []) }
      #expect(try rows.map { try $0.text("id") } == ["ä€😀'\"\\", "empty"])
      #expect(try rows.map { try $0.optionalInteger("n") } == [.max, nil])
      #expect(try rows[0].bool("f"))
      let sums = try await backend.read {
        try $0.rows("things", "SELECT SUM(f) AS flags, COUNT(*) AS count FROM things", [])
      }
      #expect(try sums[0].integer("flags") == 1)
      #expect(try sums[0].integer("count") == 2)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `texts are ordered byte by byte`(backEnd: BackEnd) async throws {
    try await withTable(backEnd) { backend in
      let texts = ["b", "B", "a", "_", "ä", "A", "1"]
      try await backend.write { database in
        for text in texts { try Self.add(text, 1, to: database) }
      }
      let rows = try await backend.read { try $0.rows("things", "SELECT id FROM things ORDER BY id", []) }
      #expect(try rows.map { try $0.text("id") } == ["1", "A", "B", "_", "a", "b", "ä"])
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a broken rule is named, and undoes the transaction`(backEnd: BackEnd) async throws {
    try await withTable(backEnd) { backend in
      await #expect(throws: SQLConstraint.unique) {
        try await backend.write { database in
          try Self.add("one", 1, to: database)
          try Self.add("one", 2, to: database)
        }
      }
      await #expect(throws: SQLConstraint.foreignKey) {
        try await backend.write { database in
          try Self.add("two", 1, to: database)
          try database.execute("INSERT INTO parts (id, thing) VALUES ('p', $1)", [.text("nothing")])
        }
      }
      let kept = try await backend.read { try $0.rows("things", "SELECT id FROM things", []) }
      #expect(kept.count == 0)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a reader sees one moment to its end`(backEnd: BackEnd) async throws {
    try await withTable(backEnd) { backend in
      let (reading, begun) = AsyncStream<Void>.makeStream()
      let written = DispatchSemaphore(value: 0)
      async let seen = backend.read { database in
        let before = try database.rows("things", "SELECT id FROM things", []).count
        begun.yield()
        written.wait()
        return try database.rows("things", "SELECT id FROM things", []).count == before
      }
      for await _ in reading { break }
      try await backend.write { try Self.add("one", 1, to: $0) }
      written.signal()
      #expect(try await seen)
    }
  }
}
