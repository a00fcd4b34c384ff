import Agents
import Foundation
import Identifiers

/// An agent's dynamic variables on the wire.
enum VariableFields {
  static let most = 20

  static func read(_ members: [String: JSONValue]) throws(APIError) -> [VariableDeclaration] {
    var fields = FieldReader(members)
    // As the answer to GET holds it, so that a client may send that back.
    _ = fields.value("system_variables")
    let elements = fields.array("variables")
    if (members["variables"] ?? .null) == .null { fields.note("variables", "is required") }
    var declarations: [VariableDeclaration] = []
    if let elements, elements.count > most { fields.note("variables", "must have at most \(most) entries") }
    for (index, element) in (elements ?? []).enumerated() {
      guard case .object(let members) = element else {
        fields.note("variables[\(index)]", "must be an object")
        continue
      }
      var reader = FieldReader(members, prefix: "variables[\(index)].")
      if let declaration = read(&reader) {
        if declarations.contains(where: { $0.key == declaration.key }) { reader.note("key", "is declared twice") }
        declarations.append(declaration)
      }
      fields.note(reader.problems)
    }
    try fields.finish()
    return declarations
  }

  static func show(_ declarations: [VariableDeclaration]) -> JSONValue {
    [
      "variables": .array(
        declarations.map { declaration in
          [
            "key": .string(declaration.key), "type": .string(declaration.kind.rawValue),
            "default": declaration.defaultValue ?? .null, "description": .optional(declaration.summary),
            "required": .bool(declaration.isRequired),
          ]
        }),
      "system_variables": .array(
        system.map { ["key": .string($0.key), "type": "string", "description": .string($0.summary)] }),
    ]
  }

  private static func read(_ fields: inout FieldReader) -> VariableDeclaration? {
    let key = fields.string("key")
    let kind: VariableDeclaration.Kind? = fields.choice("type")
    let written = fields.value("default")
    let summary = fields.string("description", longest: 500)
    let isRequired = fields.bool("required") ?? false
    fields.refuseUnknown()
    if let key { noteProblem(withKey: key, in: &fields) } else { fields.note("key", "is required") }
    if kind == nil { fields.note("type", "is required: string, number, boolean or json") }
    guard let key, let kind else { return nil }
    var defaultValue: JSONValue?
    if let written {
      defaultValue = value(written, as: kind)
      if defaultValue == nil { fields.note("default", "must be a \(kind.rawValue)") }
    }
    return VariableDeclaration(
      key: key, kind: kind, defaultValue: defaultValue, summary: summary, isRequired: isRequired)
  }

  private static func noteProblem(withKey key: String, in fields: inout FieldReader) {
    let isWord = key.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }
    if key.isEmpty || !isWord || key.utf8.count > 100 {
      fields.note("key", "must be 1 to 100 letters, digits and underscores")
    } else if key.hasPrefix("system__") {
      fields.note("key", "must not begin with system__")
    }
  }

  /// A value of the declared kind, written natively or as a string that holds JSON; nil for another kind.
  private static func value(_ written: JSONValue, as kind: VariableDeclaration.Kind) -> JSONValue? {
    if fits(written, kind), kind != .string { return written }
    guard case .string(let text) = written else { return nil }
    let inner = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    if let inner, fits(inner, kind) { return inner }
    guard kind == .string || kind == .json else { return nil }
    return written
  }

  private static func fits(_ value: JSONValue, _ kind: VariableDeclaration.Kind) -> Bool {
    switch (kind, value) {
    case (.string, .string), (.number, .integer), (.number, .number), (.boolean, .bool): true
    case (.json, .string): false
    case (.json, _): true
    default: false
    }
  }

  private static let system: [(key: String, summary: String)] = [
    ("system__caller_id", "The caller's number; empty when withheld"),
    ("system__called_number", "The number that was dialled"),
    ("system__language", "The agent's language"),
    ("system__agent_id", "The agent's id"),
    ("system__conversation_id", "The conversation's id"),
    ("system__current_time", "The time now, ISO 8601 in UTC"),
    ("system__call_direction", "inbound, outbound or web"),
  ]
}
