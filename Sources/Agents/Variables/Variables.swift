public import Identifiers

/// The values that one conversation's texts are rendered with.
public struct Variables: Hashable, Sendable {
  /// What becomes of a required variable that nobody gave.
  public enum Missing: Hashable, Sendable {
    /// A problem: whoever places the call can still add it.
    case refused
    /// A warning: the call is there already.
    case warned
  }

  /// By key, declared, undeclared and system ones.
  public private(set) var values: [String: JSONValue]
  /// Sentences for the conversation's record.
  public private(set) var warnings: [String]

  /// What every text may use beyond the agent's own variables.
  public static let systemPrefix = "system__"

  /// - Parameters:
  ///   - given: what the client sent, native or as strings that hold JSON.
  ///   - system: goes in last and cannot be overridden.
  /// - Throws: ``VariableProblems`` with every key that is of the wrong kind, misnamed, reserved or missing.
  public init(
    given: [String: JSONValue] = [:], declared: [VariableDeclaration], system: SystemVariables? = nil,
    missing: Missing = .refused
  ) throws(VariableProblems) {
    var values: [String: JSONValue] = [:]
    var warnings: [String] = []
    var problems: [String: String] = [:]
    for declaration in declared {
      if let fallback = declaration.defaultValue { values[declaration.key] = fallback }
    }
    for (key, value) in given.sorted(by: { $0.key < $1.key }) {
      if key.hasPrefix(Self.systemPrefix) {
        problems[key] = "is reserved: keys that begin with \(Self.systemPrefix) are set by the server"
      } else if !VariableDeclaration.isKey(key) {
        problems[key] = "is not a key: use letters, digits and underscores"
      } else if let declaration = declared.first(where: { $0.key == key }) {
        if let taken = declaration.value(from: value) {
          values[key] = taken
        } else {
          problems[key] = "is declared as \(declaration.kind.rawValue) and was given \(Self.name(of: value))"
        }
      } else {
        values[key] = .string(
          VariableDeclaration(key: key, kind: .string).value(from: value)?.plainText ?? value.plainText)
        warnings.append("\(key) is not declared on the agent; it was taken as a string")
      }
    }
    for declaration in declared where declaration.isRequired && values[declaration.key] == nil {
      switch missing {
      case .refused where problems[declaration.key] == nil: problems[declaration.key] = "is required"
      case .refused: break
      case .warned: warnings.append("\(declaration.key) is required and has no value")
      }
    }
    guard problems.isEmpty else { throw VariableProblems(byKey: problems) }
    if let system { values.merge(system.values) { _, last in last } }
    self.values = values
    self.warnings = warnings
  }

  private static func name(of value: JSONValue) -> String {
    guard case .string(let text) = value else { return value.kindName }
    return JSONValue(jsonText: text).map { "a string that holds \($0.kindName)" } ?? "a string that is not JSON"
  }
}
