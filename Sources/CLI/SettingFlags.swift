import ArgumentParser
import Foundation
import Server

/// The configuration's flags, the same for every command. The environment has each as `TRUNKLINE_…`, and
/// `trunkline.yaml` each with underscores; `trunkline doctor` lists them all.
struct SettingFlags: ParsableArguments {
  @Option(help: "The configuration file; trunkline.yaml in this folder when there is one.")
  var config: String?
  @Option(help: "Folder of the recordings, the keys and, unless PostgreSQL is set up, the database.")
  var dataDir: String?
  @Option(help: "Address for HTTP, SIP and media; 0.0.0.0 opens the server to the network.")
  var bind: String?
  @Option(help: "TCP port of the API and the console.")
  var httpPort: String?
  @Option(help: "Address for SIP and media, when another than --bind.")
  var sipBind: String?
  @Option(help: "UDP and TCP port of SIP.")
  var sipPort: String?
  @Option(help: "UDP ports of media, first-last.")
  var mediaPorts: String?
  @Option(help: "IP address that callers are told, behind NAT.")
  var publicAddress: String?
  @Option(help: "Folder of the embedded speech set.")
  var speechDir: String?
  @Option(help: "trace, debug, info, notice, warning or error.")
  var logLevel: String?

  private var values: [SettingKey: String] {
    let given: [(SettingKey, String?)] = [
      (.dataDirectory, dataDir), (.bind, bind), (.httpPort, httpPort), (.sipBind, sipBind), (.sipPort, sipPort),
      (.mediaPorts, mediaPorts), (.publicAddress, publicAddress), (.speechDirectory, speechDir),
      (.logLevel, logLevel),
    ]
    return given.reduce(into: [:]) { values, entry in values[entry.0] = entry.1 }
  }

  func sources() throws -> SettingSources {
    let environment = ProcessInfo.processInfo.environment
    let named = config ?? environment["TRUNKLINE_CONFIG"]
    let path = named ?? "trunkline.yaml"
    var file: (path: String, text: String)?
    if named != nil || FileManager.default.fileExists(atPath: path) {
      do { file = (path, try String(contentsOfFile: path, encoding: .utf8)) } catch {
        throw StartError(code: .configuration, message: "cannot read \(path); check its path and its rights")
      }
    }
    return try SettingSources(file: file, environment: environment, flags: values)
  }

  /// Turns a start error into its one line and exit code.
  static func reporting<T>(_ work: () async throws -> T) async throws -> T {
    do { return try await work() } catch let error as StartError {
      FileHandle.standardError.write(Data("trunkline: \(error.message)\n".utf8))
      throw ExitCode(error.code.rawValue)
    }
  }
}
