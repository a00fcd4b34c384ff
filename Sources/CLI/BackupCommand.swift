import ArgumentParser
import Server

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Write a consistent copy of the database to a new file, also while a server runs.",
    discussion: """
      SQLite becomes an SQLite file; PostgreSQL, by pg_dump, a file for pg_restore. Nothing is overwritten. The master \
      key and the recordings are not in it. Exit code 73 when it cannot be written.
      """)

  @OptionGroup var flags: SettingFlags
  @Argument(help: "The file to make.")
  var file: String

  func run() async throws {
    try await SettingFlags.reporting {
      let upkeep = DatabaseUpkeep(settings: try Settings(flags.sources()))
      try upkeep.backUp(to: file)
      print("\(file) holds \(upkeep.place); keep \(upkeep.masterKeyPlace) with it, which opens its secrets")
    }
  }
}
