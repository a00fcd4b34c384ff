import ArgumentParser
import Server

struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "API keys.", subcommands: [Create.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create", abstract: "Make another API key and print it; only its hash is kept.")

    @OptionGroup var flags: SettingFlags
    @Option(help: "What the key is for.")
    var name = "made on the command line"

    func run() async throws {
      try await SettingFlags.reporting {
        print(try await KeyMaker(settings: Settings(flags.sources())).make(name: name))
      }
    }
  }
}
