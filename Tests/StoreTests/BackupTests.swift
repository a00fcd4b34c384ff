import Foundation
import Identifiers
import Testing

@testable import Store

struct BackupTests {
  private static let programs = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

  @Test func `a copy of SQLite is made beside a running server, private, and opens as it was`() async throws {
    try await withFolder { folder in
      let store = try await Store.open(folder: folder, masterKey: .testing, gathering: .zero)
      try await store.insert(Workspace(id: Sample.id(1), name: "One"))
      try await store.insert(Sample.trunk(1, in: Sample.id(1)))
      let copies = folder + "/copies"
      try FileManager.default.createDirectory(atPath: copies, withIntermediateDirectories: true)
      let path = copies + "/trunkline.sqlite"
      try Store.backUp(.folder(folder), to: path, programs: "")
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
      #expect(mode?.intValue == 0o600)
      try await store.insert(Sample.trunk(2, in: Sample.id(1)))
      try store.close()
      let copy = try await Store.open(folder: copies, masterKey: .testing)
      #expect(try await copy.everyTrunk() == [Sample.trunk(1, in: Sample.id(1))])
      try copy.close()
    }
  }

  @Test func `a dump of PostgreSQL is restored as it was`() async throws {
    try await withFolder { folder in
      let location = try PostgresServer.makeDatabase("dumped")
      let store = try await Store.open(.postgres(location), masterKey: .testing, gathering: .zero)
      try await store.insert(Workspace(id: Sample.id(1), name: "One"))
      try await store.insert(Sample.trunk(1, in: Sample.id(1)))
      let path = folder + "/dump"
      try Store.backUp(.postgres(location), to: path, programs: Self.programs)
      try store.close()
      let restored = try PostgresServer.makeDatabase("restored")
      let restoring = Process()
      restoring.executableURL = URL(filePath: "/usr/bin/env")
      restoring.arguments = [
        "pg_restore", "--host=\(try PostgresServer.folder())", "--username=postgres", "--dbname=restored", path,
      ]
      try restoring.run()
      restoring.waitUntilExit()
      #expect(restoring.terminationStatus == 0)
      let copy = try await Store.open(.postgres(restored), masterKey: .testing)
      #expect(try await copy.everyTrunk() == [Sample.trunk(1, in: Sample.id(1))])
      try copy.close()
    }
  }

  @Test func `a file that is there is not overwritten`() async throws {
    try await withFolder { folder in
      try await Store.open(folder: folder, masterKey: .testing).close()
      let path = folder + "/master.key"
      try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: BackupError.exists(path: path)) {
        try Store.backUp(.folder(folder), to: path, programs: "")
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }
  }

  @Test func `a backup that fails leaves no file`() async throws {
    try await withFolder { folder in
      let path = folder + "/copy"
      #expect(throws: BackupError.nothingThere(place: folder + "/trunkline.sqlite")) {
        try Store.backUp(.folder(folder), to: path, programs: "")
      }
      let nobody = try #require(PostgresLocation("postgres://me:s3cret@127.0.0.1:1/calls"))
      #expect { try Store.backUp(.postgres(nobody), to: path, programs: Self.programs) } throws: { error in
        !"\(error)".contains("s3cret") && "\(error)".contains("the backup failed")
      }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func `without pg_dump the command to run is named, without the password`() throws {
    let location = try #require(PostgresLocation("postgres://me:s3cret@db.example:6543/calls"))
    #expect { try Store.backUp(.postgres(location), to: "copy", programs: "/nowhere") } throws: { error in
      "\(error)".hasSuffix(
        "PGPASSWORD=… pg_dump --format=custom --host=db.example --port=6543 --username=me --dbname=calls --file=copy")
    }
  }
}
