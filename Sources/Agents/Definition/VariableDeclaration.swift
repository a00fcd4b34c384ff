public import Identifiers

/// A dynamic variable that an agent's texts use as `{{key}}`.
public struct VariableDeclaration: Hashable, Sendable, Codable {
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case string, number, boolean, json
  }

  /// `[A-Za-z0-9_]+`, never beginning with `system__`.
  public var key: String
  public var kind: Kind
  /// Of the declared kind.
  public var defaultValue: JSONValue?
  public var summary: String?
  public var isRequired: Bool

  public init(
    key: String, kind: Kind, defaultValue: JSONValue? = nil, summary: String? = nil, isRequired: Bool = false
  ) {
    self.key = key
    self.kind = kind
    self.defaultValue = defaultValue
    self.summary = summary
    self.isRequired = isRequired
  }
}
