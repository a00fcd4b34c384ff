public import Identifiers

extension VariableDeclaration {
  /// Whether `text` may name a variable: letters, digits and underscores of ASCII, at least one.
  public static func isKey(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
      }
  }

  /// `given` as a value of this kind: a native value, or a string that holds JSON of it. For a string variable, a
  /// string that is not the JSON of a string is itself. Nil when it is of another kind.
  public func value(from given: JSONValue) -> JSONValue? {
    switch given {
    case .string(let text):
      let parsed = JSONValue(jsonText: text)
      if kind == .string { return .string(parsed?.stringValue ?? text) }
      guard let parsed, accepts(parsed) else { return nil }
      return parsed
    default:
      guard accepts(given) else { return nil }
      return given
    }
  }

  private func accepts(_ value: JSONValue) -> Bool {
    switch (kind, value) {
    case (.string, .string), (.boolean, .bool), (.number, .integer), (.number, .number), (.json, _): true
    default: false
    }
  }
}
