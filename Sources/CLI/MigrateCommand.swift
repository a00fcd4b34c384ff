import ArgumentParser
import Server

struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Bring the database's schema up to date, and print the steps.",
    discussion: """
      Every start does the same; this is for those who want it done before. Steps only go forward, and several \
      programs may try at once. Exit code 73 when the database cannot be reached or written.
      """)

  @OptionGroup var flags: SettingFlags

  func run() async throws {
    try await SettingFlags.reporting {
      let upkeep = DatabaseUpkeep(settings: try Settings(flags.sources()))
      let steps = try await upkeep.migrate()
      for step in steps { print("ran \(step)") }
      print("\(upkeep.place) is up to date\(steps.isEmpty ? "; nothing was to do" : "")")
    }
  }
}
