public import Identifiers

/// The part of JSON Schema that a tool's arguments are held to: `type`, `properties`, `required`, `enum`, `items`, `minimum`,
/// `maximum`, `minLength`, `maxLength` and `pattern`. Other keywords reach the model and are not checked.
public struct ArgumentSchema: Sendable {
  private let schema: JSONValue

  public init(_ schema: JSONValue) { self.schema = schema }

  /// Sentences for the model, at most eight; empty when the arguments are right.
  public func problems(in arguments: JSONValue) -> [String] {
    var problems: [String] = []
    // A model that has nothing to say may send nothing.
    Self.check(arguments == .null ? .object([:]) : arguments, schema, at: "", depth: 0, into: &problems)
    return Array(problems.prefix(8))
  }

  private static func check(
    _ value: JSONValue, _ schema: JSONValue, at path: String, depth: Int, into problems: inout [String]
  ) {
    guard case .object(let rules) = schema, depth < 32, problems.count < 8 else { return }
    let name = path.isEmpty ? "the arguments" : path
    let types = Self.types(rules["type"])
    guard types.isEmpty || types.contains(where: { value.isOf(type: $0) }) else {
      problems.append("\(name) must be \(types.joined(separator: " or ")).")
      return
    }
    if case .array(let choices) = rules["enum"], !choices.contains(where: { $0.isSame(as: value) }) {
      problems.append("\(name) must be one of \(choices.map(\.jsonText).joined(separator: ", ")).")
    }
    switch value {
    case .object(let members): check(members, rules, at: path, depth: depth, into: &problems)
    case .array(let elements):
      guard let items = rules["items"] else { return }
      for (index, element) in elements.enumerated() {
        check(element, items, at: "\(path)[\(index)]", depth: depth + 1, into: &problems)
      }
    case .string(let text): check(text, rules, name: name, into: &problems)
    case .integer, .number: check(value.double ?? 0, rules, name: name, into: &problems)
    case .null, .bool: break
    }
  }

  private static func check(
    _ members: [String: JSONValue], _ rules: [String: JSONValue], at path: String, depth: Int,
    into problems: inout [String]
  ) {
    let prefix = path.isEmpty ? "" : path + "."
    if case .array(let required) = rules["required"] {
      for key in required.compactMap(\.stringValue) where members[key] == nil {
        problems.append("\(prefix)\(key) is missing.")
      }
    }
    guard case .object(let properties) = rules["properties"] else { return }
    for (key, schema) in properties.sorted(by: { $0.key < $1.key }) {
      guard let member = members[key] else { continue }
      check(member, schema, at: prefix + key, depth: depth + 1, into: &problems)
    }
  }

  private static func check(
    _ text: String, _ rules: [String: JSONValue], name: String, into problems: inout [String]
  ) {
    let length = Double(text.unicodeScalars.count)
    if let least = rules["minLength"]?.double, length < least {
      problems.append("\(name) must have at least \(number(least)) characters.")
    }
    if let most = rules["maxLength"]?.double, length > most {
      problems.append("\(name) must have at most \(number(most)) characters.")
    }
    // A pattern that Swift does not understand is not checked; nor is a text so long that it could take for ever.
    if let pattern = rules["pattern"]?.stringValue, text.utf8.count <= 1000, let regex = try? Regex(pattern),
      (try? regex.firstMatch(in: text)) == nil
    {
      problems.append("\(name) must match \(pattern).")
    }
  }

  private static func check(
    _ value: Double, _ rules: [String: JSONValue], name: String, into problems: inout [String]
  ) {
    if let least = rules["minimum"]?.double, value < least {
      problems.append("\(name) must be at least \(number(least)).")
    }
    if let most = rules["maximum"]?.double, value > most {
      problems.append("\(name) must be at most \(number(most)).")
    }
  }

  private static func types(_ rule: JSONValue?) -> [String] {
    switch rule {
    case .string(let type): [type]
    case .array(let types): types.compactMap(\.stringValue)
    default: []
    }
  }

  private static func number(_ value: Double) -> String { Int64(exactly: value).map(String.init) ?? "\(value)" }
}

extension JSONValue {
  fileprivate var double: Double? {
    switch self {
    case .integer(let whole): Double(whole)
    case .number(let number): number
    default: nil
    }
  }

  /// A type that is not known is not checked.
  fileprivate func isOf(type: String) -> Bool {
    switch (type, self) {
    case ("integer", .number(let number)): number == number.rounded()
    case ("integer", .integer), ("number", .integer), ("number", .number): true
    case ("string", .string), ("boolean", .bool), ("array", .array), ("object", .object), ("null", .null): true
    case ("integer", _), ("number", _), ("string", _), ("boolean", _), ("array", _), ("object", _), ("null", _): false
    default: true
    }
  }

  /// 1 and 1.0 are the same number.
  fileprivate func isSame(as other: JSONValue) -> Bool {
    if let mine = double, let others = other.double { return mine == others }
    return self == other
  }
}
