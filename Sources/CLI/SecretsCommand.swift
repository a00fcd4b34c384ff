import ArgumentParser
import Server

struct SecretsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secrets", abstract: "The secrets that the store keeps sealed.", subcommands: [Rotate.self])

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate", abstract: "Seal every secret under a new master key; stop the server first.",
      discussion: """
        With a key file, a new key is made and takes the old one's place; a rotation that is cut off loses nothing, and the \
        next command that opens the store finishes it. With the key in the environment, TRUNKLINE_MASTER_KEY is the new one \
        and TRUNKLINE_PREVIOUS_MASTER_KEY the one until now.
        """)

    @OptionGroup var flags: SettingFlags

    func run() async throws {
      try await SettingFlags.reporting {
        print(try await SecretRotation(settings: Settings(flags.sources())).rotate())
      }
    }
  }
}
