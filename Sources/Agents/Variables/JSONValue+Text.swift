import Foundation
public import Identifiers

extension JSONValue {
  /// Compact JSON with its keys sorted, so that the same value always reads the same.
  public var jsonText: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A number that is not finite has no JSON form.
    guard let bytes = try? encoder.encode(self) else { return "null" }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// As it stands in a sentence: a string as it is, null as nothing, the rest as JSON.
  public var plainText: String {
    switch self {
    case .string(let text): text
    case .null: ""
    default: jsonText
    }
  }

  /// The value that `text` is the JSON of; nil when it is not JSON.
  public init?(jsonText text: String) {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) else { return nil }
    self = value
  }

  /// What kind it is, in the words of JSON.
  var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .integer, .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}
