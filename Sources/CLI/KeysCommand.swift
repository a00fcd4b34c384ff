import ArgumentParser
import Server

struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "API keys: make, list and revoke them.",
    subcommands: [Create.self, List.self, Revoke.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create", abstract: "Make another API key and print it; only its hash is kept.")

    @OptionGroup var flags: SettingFlags
    @Option(help: "What the key is for.")
    var name = "made on the command line"
    @Option(help: "What it is good for, with commas between: read, write, call.")
    var scopes = "read,write,call"

    func run() async throws {
      try await SettingFlags.reporting {
        print(try await KeyRing(settings: Settings(flags.sources())).make(name: name, scopes: scopes))
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the API keys: id, first characters, scopes, made, last used, name.")

    @OptionGroup var flags: SettingFlags

    func run() async throws {
      try await SettingFlags.reporting {
        for line in try await KeyRing(settings: Settings(flags.sources())).list() { print(line) }
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "Take an API key away; a running server refuses it within a second.")

    @OptionGroup var flags: SettingFlags
    @Argument(help: "Its id, like key_01J9ZC3M2P8Q4R5S6T7V8W9X0Y; trunkline keys list shows them.")
    var id: String

    func run() async throws {
      try await SettingFlags.reporting {
        try await KeyRing(settings: Settings(flags.sources())).revoke(id)
        print("revoked \(id)")
      }
    }
  }
}
