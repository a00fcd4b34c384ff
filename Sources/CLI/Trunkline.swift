import ArgumentParser

@main
struct Trunkline: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trunkline",
    abstract: "Phone numbers for voice agents, self-hosted.",
    subcommands: [
      ServeCommand.self, DoctorCommand.self, KeysCommand.self, SecretsCommand.self, MigrateCommand.self,
      BackupCommand.self,
    ])
}
