import Carriers
import Identifiers

/// Reads the fields of a JSON object one by one and notes all that is wrong with them. Null counts as absent.
struct FieldReader {
  private let members: [String: JSONValue]
  /// Path of this object with a trailing dot; empty for the body itself.
  private let prefix: String
  /// The names to hold against the known ones.
  private let sent: Set<String>
  private var known: Set<String> = []
  private(set) var problems = InvalidFields()

  /// - Parameter sent: of a merge patch, whose nulls are no longer in `members`.
  init(_ members: [String: JSONValue], sent: [String: JSONValue] = [:], prefix: String = "") {
    self.members = members
    self.prefix = prefix
    self.sent = Set(members.keys).union(sent.keys)
  }

  mutating func note(_ key: String, _ problem: String) { problems.note(prefix + key, problem) }

  mutating func note(_ others: InvalidFields) {
    for (field, problem) in others.problems { problems.note(prefix + field, problem) }
  }

  /// The member, or nil when it is absent or null.
  mutating func value(_ key: String) -> JSONValue? {
    known.insert(key)
    guard let value = members[key], value != .null else { return nil }
    return value
  }

  mutating func string(_ key: String) -> String? {
    guard let value = value(key) else { return nil }
    guard case .string(let text) = value else {
      note(key, "must be a string")
      return nil
    }
    return text
  }

  mutating func string(_ key: String, longest: Int) -> String? {
    guard let text = string(key) else { return nil }
    if text.unicodeScalars.count > longest { note(key, "must be at most \(longest) characters") }
    return text
  }

  mutating func bool(_ key: String) -> Bool? {
    guard let value = value(key) else { return nil }
    guard case .bool(let flag) = value else {
      note(key, "must be true or false")
      return nil
    }
    return flag
  }

  mutating func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let value = value(key) else { return nil }
    guard case .integer(let number) = value, let whole = Int(exactly: number), range.contains(whole) else {
      note(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return whole
  }

  mutating func number(_ key: String, in range: ClosedRange<Double>) -> Double? {
    guard let value = value(key) else { return nil }
    let number: Double? =
      switch value {
      case .integer(let whole): Double(whole)
      case .number(let number): number
      default: nil
      }
    guard let number, range.contains(number) else {
      note(key, "must be a number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return number
  }

  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String) -> Choice? {
    guard let value = value(key) else { return nil }
    guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
      note(key, "must be one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
      return nil
    }
    return choice
  }

  mutating func id<Entity>(_ key: String) -> ID<Entity>? {
    guard let value = value(key) else { return nil }
    guard case .string(let text) = value, let id = ID<Entity>(text) else {
      note(key, "must be an id like \(Entity.idPrefix)_01J9ZC3M2P8Q4R5S6T7V8W9X0Y")
      return nil
    }
    return id
  }

  mutating func object(_ key: String) -> [String: JSONValue]? {
    guard let value = value(key) else { return nil }
    guard case .object(let members) = value else {
      note(key, "must be an object")
      return nil
    }
    return members
  }

  mutating func array(_ key: String) -> [JSONValue]? {
    guard let value = value(key) else { return nil }
    guard case .array(let elements) = value else {
      note(key, "must be an array")
      return nil
    }
    return elements
  }

  mutating func strings(_ key: String) -> [String]? {
    guard let elements = array(key) else { return nil }
    return elements.enumerated().map { index, element in
      if case .string(let text) = element { return text }
      note("\(key)[\(index)]", "must be a string")
      return ""
    }
  }

  /// Reads an object within this one; its problems carry its path.
  mutating func nested<Result>(_ key: String, _ read: (inout FieldReader) -> Result) -> Result? {
    guard let members = object(key) else { return nil }
    var reader = FieldReader(members, prefix: prefix + key + ".")
    let result = read(&reader)
    reader.refuseUnknown()
    for (field, problem) in reader.problems.problems { problems.note(field, problem) }
    return result
  }

  /// A field of the contract that is not built: null is harmless, anything else is refused.
  mutating func refuseUnbuilt(_ keys: String...) {
    for key in keys where value(key) != nil { note(key, "is not available in this version; leave it out") }
  }

  /// Fields that the server alone sets.
  mutating func refuseReadOnly(_ keys: String...) {
    for key in keys {
      known.insert(key)
      if sent.contains(key) { note(key, "is read-only; leave it out") }
    }
  }

  mutating func refuseUnknown() {
    for key in sent where !known.contains(key) { note(key, "is not a field of this object") }
  }

  /// - Throws: all problems at once, with those of `others` after ours.
  mutating func finish(and others: InvalidFields = InvalidFields()) throws(APIError) {
    refuseUnknown()
    note(others)
    if !problems.isEmpty { throw .validation(problems) }
  }
}
