import Exchange
import Identifiers

/// An API key on the wire.
enum KeyFields {
  static func read(_ members: [String: JSONValue]) throws(APIError) -> (name: String, scopes: Set<AccessScope>) {
    var fields = FieldReader(members)
    let name = fields.string("name", longest: 100) ?? ""
    if name.isEmpty { fields.note("name", "is required: 1 to 100 characters that say what the key is for") }
    let words = fields.strings("scopes")
    if (members["scopes"] ?? .null) == .null || words?.isEmpty == true {
      fields.note("scopes", "is required: one or more of read, write, call")
    }
    var scopes: Set<AccessScope> = []
    for (index, word) in (words ?? []).enumerated() {
      if let scope = AccessScope(rawValue: word) {
        scopes.insert(scope)
      } else {
        fields.note("scopes[\(index)]", "must be one of read, write, call")
      }
    }
    fields.refuseReadOnly("id", "secret", "hint", "created_at", "last_used_at")
    try fields.finish()
    return (name, scopes)
  }

  static func show(_ key: APIKey) -> JSONValue { .object(members(key)) }

  /// With the whole key, which nobody can be told again.
  static func show(_ key: APIKey, secret: String) -> JSONValue {
    .object(members(key).merging(["secret": .string(secret)]) { $1 })
  }

  private static func members(_ key: APIKey) -> [String: JSONValue] {
    [
      "id": .id(key.id), "name": .string(key.name), "hint": .string(key.hint),
      "scopes": .array(key.scopes.inOrder.map { .string($0.rawValue) }), "created_at": .time(key.createdAt),
      "last_used_at": .time(key.lastUsedAt),
    ]
  }
}
