import ArgumentParser
import Server

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check ports, store, addresses, speech set, carriers and clock, and print the configuration.",
    discussion: "Exit code 1 when something would keep the server from working.")

  @OptionGroup var flags: SettingFlags

  func run() async throws {
    try await SettingFlags.reporting {
      let sources = try flags.sources()
      let doctor = Doctor(settings: try Settings(sources), sources: sources)
      let findings = await doctor.examine()
      print(doctor.configurationText)
      for finding in findings { print("\(finding.level.rawValue.padded(to: 8))\(finding.subject): \(finding.text)") }
      if findings.contains(where: { $0.level == .problem }) { throw ExitCode(1) }
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
