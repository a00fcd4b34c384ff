import ArgumentParser
import Server

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answer calls and serve the API until interrupted.",
    discussion: """
      Exit codes: 0 after an interrupt, once calls were hung up; 69 a port is taken or an engine is missing; \
      73 the data folder cannot be written; 78 the configuration is wrong.
      """)

  @OptionGroup var flags: SettingFlags

  func run() async throws {
    try await SettingFlags.reporting {
      try await TrunklineServer(settings: Settings(flags.sources())).run()
    }
  }
}
