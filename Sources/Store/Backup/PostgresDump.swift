import Foundation

/// A dump of a PostgreSQL database as it is at one moment, made by PostgreSQL's own `pg_dump`.
struct PostgresDump {
  let location: PostgresLocation
  /// Where programs are looked for, like `/usr/bin:/bin`.
  let searchPath: String

  func write(to path: String) throws {
    guard let program else { throw BackupError.programMissing(command: command(path)) }
    try BackupFile.make(at: path) { file in
      let process = Process()
      process.executableURL = URL(filePath: program)
      process.arguments = Self.options + ["--file", file.path]
      // By the environment, for the arguments of a program are there for everyone on the machine to see.
      process.environment = location.environment.merging(["PATH": searchPath, "LC_MESSAGES": "C"]) { first, _ in first }
      let complaints = Pipe()
      process.standardError = complaints
      process.standardInput = FileHandle.nullDevice
      do { try process.run() } catch { throw BackupError.failed(reason: "\(program) does not start") }
      let text = String(decoding: (try? complaints.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        let line = text.split(separator: "\n").first.map(String.init) ?? "pg_dump says nothing"
        throw BackupError.failed(reason: line)
      }
    }
  }

  /// One file that `pg_restore` reads; whoever restores it owns it. Asks for no password.
  private static let options = ["--format=custom", "--no-owner", "--no-privileges", "--no-password"]

  private var program: String? {
    searchPath.split(separator: ":").map { $0 + "/pg_dump" }.first(where: FileManager.default.isExecutableFile)
  }

  /// What to run by hand; the password is left to PGPASSWORD.
  private func command(_ path: String) -> String {
    let place = [("PGHOST", "--host"), ("PGPORT", "--port"), ("PGUSER", "--username"), ("PGDATABASE", "--dbname")]
      .compactMap { name, option in location.environment[name].map { "\(option)=\($0)" } }
    return (["PGPASSWORD=…", "pg_dump", "--format=custom"] + place + ["--file=\(path)"]).joined(separator: " ")
  }
}
