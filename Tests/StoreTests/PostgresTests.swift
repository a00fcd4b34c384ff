import Foundation
import Glibc
import Identifiers
import Testing

@testable import Store

struct PostgresTests {
  @Test func `a location shows neither its password nor its URL`() throws {
    let location = try #require(PostgresLocation("postgres://me:s3cret%40@db.example:6543/calls?sslmode=require"))
    #expect("\(location)" == "the PostgreSQL database calls at db.example:6543")
    var dumped = ""
    dump(location, to: &dumped)
    dump(StorePlace.postgres(location), to: &dumped)
    for text in [dumped, String(reflecting: location), "\(StorePlace.postgres(location))"] {
      #expect(!text.contains("s3cret"))
    }
    #expect(location.environment["PGPASSWORD"] == "s3cret@")
    #expect(location.environment["PGSSLMODE"] == "require")
  }

  @Test(arguments: ["mysql://a/b", "postgres:/a", "postgres://a:b@[::1/d", "postgres://h/d?nonsense=1", ""])
  func `what is no URL of PostgreSQL is no location`(url: String) { #expect(PostgresLocation(url) == nil) }

  @Test func `a wrong password, a missing database and a silent address are told apart`() async throws {
    func complaint(_ url: String) async -> String {
      guard let location = PostgresLocation(url) else { return "no location" }
      do {
        try await Store.open(.postgres(location), masterKey: .testing).close()
        return "opened"
      } catch { return "\(error)" }
    }
    let folder = try PostgresServer.folder()
    let wrong = await complaint("postgres://secured:s3cret@/postgres?host=\(folder)")
    #expect(wrong.contains("password authentication failed") && wrong.contains("correct the user and password"))
    let missing = await complaint("postgres://postgres@/nowhere?host=\(folder)")
    #expect(missing.contains("does not exist") && missing.contains("createdb"))
    let silent = await complaint("postgres://me:s3cret@127.0.0.1:1/calls")
    #expect(silent.hasPrefix("cannot reach the PostgreSQL database calls at 127.0.0.1:1 (Connection refused"))
    let nobody = await complaint("postgres://me:s3cret@/calls?host=/nowhere")
    #expect(nobody.hasPrefix("cannot reach the PostgreSQL database calls at /nowhere (No such file"))
    for text in [wrong, missing, silent, nobody] {
      #expect(!text.contains("s3cret") && !text.contains("\n"), "\(text)")
    }
  }

  @Test func `a user who may not make tables is told so`() async throws {
    let location = try #require(
      PostgresLocation("postgres://secured:right@/postgres?host=\(try PostgresServer.folder())"))
    await #expect { try await Store.migrate(.postgres(location)) } throws: { error in
      "\(error)".contains("permission denied for schema public") && "\(error)".contains("GRANT CREATE ON SCHEMA")
    }
  }

  @Test func `servers older than 14 and databases that are not UTF-8 are refused`() async throws {
    let location = try PostgresServer.makeDatabase("latin", encoding: "LATIN1")
    await #expect { try await Store.open(.postgres(location), masterKey: .testing) } throws: { error in
      "\(error)".contains("its encoding is LATIN1")
    }
    #expect(
      PostgresSession.complaint(version: 130_011, encoding: "UTF8", of: location)?.description
        == "\(location) is of PostgreSQL 13.11, which is too old; Trunkline needs PostgreSQL 14 or newer")
    #expect(PostgresSession.complaint(version: 140_000, encoding: "UTF8", of: location) == nil)
  }

  @Test func `errors do not repeat the values of a statement`() async throws {
    try await PostgresServer.withSchema { location in
      let backend = try await PostgresBackend(location)
      await #expect(throws: StoreError.failed(reason: "PostgreSQL 22P02")) {
        try await backend.write { try $0.rows("x", "SELECT $1::bigint AS n", [.text("planted-secret")]) }
      }
      backend.close()
    }
  }

  @Test func `a commit is flushed, also where the operator made that optional`() async throws {
    try await PostgresServer.withSchema(settings: "-csynchronous_commit=off") { location in
      let backend = try await PostgresBackend(location)
      let level = try await backend.write {
        try $0.rows("s", "SELECT current_setting('synchronous_commit') AS level", []).first?.text("level")
      }
      #expect(level == "on")
      backend.close()
    }
  }

  @Test func `a NUL in a text is replaced, and takes nothing after it along`() async throws {
    try await PostgresServer.withSchema { location in
      let store = try await Store.open(.postgres(location), masterKey: .testing)
      try await store.insert(Workspace(id: Sample.id(1), name: "a\0b"))
      #expect(try await store.workspaces().map(\.name) == ["a\u{FFFD}b"])
      try store.close()
    }
  }

  @Test func `a database is held by one server, and by the next when that has ended`() async throws {
    let place = StorePlace.postgres(try PostgresServer.makeDatabase("held"))
    let hold = try #require(try await DatabaseHold.take(place))
    await #expect(throws: StoreError.inUse(place: "\(place)")) { try await DatabaseHold.take(place) }
    hold.release()
    try await DatabaseHold.take(place)?.release()
  }

  /// A table, and a sequence that counts the runs of a transaction whether they are undone or not.
  private static let counted = Migration(steps: [
    ("1", ["CREATE TABLE kept (n BIGINT NOT NULL)", "CREATE SEQUENCE runs"])
  ])

  private func withCounted(
    _ body: (PostgresBackend, PostgresLocation) async throws -> Void
  ) async throws {
    try await PostgresServer.withSchema { location in
      let backend = try await PostgresBackend(location)
      _ = try await backend.migrate(Self.counted)
      try await body(backend, location)
      backend.close()
    }
  }

  private static func run(_ database: any SQLConnection) throws -> Int {
    try database.rows("runs", "SELECT nextval('runs') AS n", []).first?.integer("n") ?? 0
  }

  private static func kept(_ backend: PostgresBackend) async throws -> Int {
    let text = "SELECT COUNT(*) AS count FROM kept"
    return try await backend.read { try $0.rows("kept", text, []).first?.integer("count") ?? 0 }
  }

  /// Ends a connection, as an administrator or a restart would.
  private static func cut(_ process: Int, _ location: PostgresLocation) throws {
    try PostgresSession.open(location).command("SELECT pg_terminate_backend(\(process), 5000)")
  }

  private static func process(_ database: any SQLConnection) throws -> Int {
    try database.rows("p", "SELECT pg_backend_pid() AS id", []).first?.integer("id") ?? 0
  }

  @Test func `a connection lost between transactions is made anew without a word`() async throws {
    try await withCounted { backend, location in
      for _ in 1...2 {
        try Self.cut(try await backend.write(Self.process), location)
        try Self.cut(try await backend.read(Self.process), location)
        _ = try await backend.write { try $0.execute("INSERT INTO kept (n) VALUES (1)", []) }
      }
      #expect(try await Self.kept(backend) == 2)
    }
  }

  @Test func `a transaction cut off in its middle is done once`() async throws {
    try await withCounted { backend, location in
      let runs = try await backend.write { database in
        let run = try Self.run(database)
        try database.execute("INSERT INTO kept (n) VALUES ($1)", [.integer(run)])
        if run == 1 { try Self.cut(Self.process(database), location) }
        try database.execute("INSERT INTO kept (n) VALUES ($1)", [.integer(run)])
        return run
      }
      #expect(runs == 2)
      #expect(try await Self.kept(backend) == 2)
    }
  }

  @Test func `a commit that is cut off is done once`() async throws {
    try await withCounted { backend, _ in
      // The first commit of this table ends its own connection, before it is one.
      try await backend.write { database in
        try database.define(
          """
          CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            IF nextval('runs') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
            RETURN NULL;
          END $$
          """)
        try database.define(
          """
          CREATE CONSTRAINT TRIGGER cut_at_commit AFTER INSERT ON kept DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION cut()
          """)
      }
      _ = try await backend.write { try $0.execute("INSERT INTO kept (n) VALUES (1)", []) }
      #expect(try await Self.kept(backend) == 1)
      let runs = try await backend.write { try Self.run($0) }
      #expect(runs == 3, "the table's first commit failed, its second went through")
    }
  }

  @Test(arguments: [
    // The commit does not leave this machine, so it is tried again; it leaves, and only its answer is lost.
    (closing: Int32(SHUT_RDWR), runs: 2), (closing: Int32(SHUT_RD), runs: 1),
  ])
  func `a commit whose answer is lost is neither left out nor done twice`(closing: Int32, runs: Int) async throws {
    try await withCounted { backend, _ in
      let answer = try await backend.write { database in
        let run = try Self.run(database)
        try database.execute("INSERT INTO kept (n) VALUES ($1)", [.integer(run)])
        if run == 1, let session = database as? PostgresSession { shutdown(session.socket, closing) }
        return run
      }
      #expect(answer == runs)
      #expect(try await Self.kept(backend) == 1)
    }
  }

  @Test func `what became of a transaction is known by its number`() async throws {
    try await withCounted { _, location in
      let one = try PostgresSession.open(location)
      let other = try PostgresSession.open(location)
      let kept = try one.beginWriting()
      #expect(try other.outcome(of: kept) == .running)
      try one.commit()
      #expect(try other.outcome(of: kept) == .committed)
      let undone = try one.beginWriting()
      try one.rollBack()
      #expect(try other.outcome(of: undone) == .aborted)
    }
  }

  @Test func `a transaction in which an error was swallowed does not pass for committed`() async throws {
    try await withCounted { backend, _ in
      await #expect(throws: StoreError.self) {
        try await backend.write { database in
          _ = try? database.rows("x", "SELECT 1/0 AS n", [])
        }
      }
    }
  }

  @Test func `readers go on after another node changed the schema`() async throws {
    try await withCounted { backend, location in
      func columns() async throws -> Int? {
        _ = try await backend.write { try $0.execute("INSERT INTO kept (n) VALUES (1)", []) }
        return try await backend.read { try $0.rows("kept", "SELECT * FROM kept", []).first?.optionalInteger("n") }
      }
      #expect(try await columns() == 1)
      try PostgresSession.open(location).command("ALTER TABLE kept ADD COLUMN more BIGINT")
      #expect(try await columns() == 1)
    }
  }
}
