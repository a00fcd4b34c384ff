import Foundation
import Yams

/// The values that file, environment and flags give, checked for unknown keys.
public struct SettingSources: Sendable {
  /// The winning value of each key, and where it came from.
  public private(set) var values: [SettingKey: (value: String, origin: String)] = [:]

  /// - Parameters:
  ///   - file: the text of `trunkline.yaml`, if there is one, with its path for messages.
  ///   - environment: only names that begin with `TRUNKLINE_` count.
  /// - Throws: ``StartError`` with code `configuration` that names every unknown key.
  public init(
    file: (path: String, text: String)?, environment: [String: String], flags: [SettingKey: String]
  ) throws {
    for key in SettingKey.allCases {
      if let value = key.defaultValue { values[key] = (value, "default") }
    }
    if let file { try read(file.text, path: file.path) }
    try read(environment: environment)
    for (key, value) in flags { values[key] = (value, key.flagName) }
  }

  /// Names that the Makefile and wrappers set for their own use.
  private static let foreignNames: Set<String> = ["TRUNKLINE_CONFIG", "TRUNKLINE_API_KEY"]

  private mutating func read(environment: [String: String]) throws {
    let names = Dictionary(uniqueKeysWithValues: SettingKey.allCases.map { ($0.environmentName, $0) })
    let ours = environment.filter { $0.key.hasPrefix("TRUNKLINE_") && !Self.foreignNames.contains($0.key) }
    let unknown = ours.keys.filter { names[$0] == nil }.sorted()
    guard unknown.isEmpty else { throw StartError.unknownKeys(unknown, place: "the environment") }
    for (name, value) in ours where !value.isEmpty {
      if let key = names[name] { values[key] = (value, name) }
    }
  }

  /// The parser's complaint without the piece of the file that it quotes, which may hold a key.
  private static func line(_ error: any Error) -> String {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      "line \(mark.line), column \(mark.column): \(problem)"
    case YamlError.duplicatedKeysInMapping(let keys, _): "\(keys.joined(separator: ", ")) given twice"
    default: "\(error)".split(separator: "\n").first.map(String.init) ?? "\(error)"
    }
  }

  private mutating func read(_ text: String, path: String) throws {
    let parsed: Any?
    do { parsed = try Yams.load(yaml: text) } catch {
      throw StartError(code: .configuration, message: "\(path) is not YAML: \(Self.line(error))")
    }
    guard let parsed else { return }
    guard let members = parsed as? [String: Any] else {
      throw StartError(code: .configuration, message: "\(path) must hold keys and values, like http_port: 8080")
    }
    let unknown = members.keys.filter { SettingKey(rawValue: $0) == nil }.sorted()
    guard unknown.isEmpty else { throw StartError.unknownKeys(unknown, place: path) }
    for (name, value) in members {
      guard let key = SettingKey(rawValue: name) else { continue }
      guard !(value is [Any]), !(value is [String: Any]) else {
        throw StartError(code: .configuration, message: "\(path): \(name) must be a single value")
      }
      values[key] = ("\(value)", path)
    }
  }
}
