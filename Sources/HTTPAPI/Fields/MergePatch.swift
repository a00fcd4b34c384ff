import Identifiers

extension JSONValue {
  /// RFC 7396 §2: members of the patch replace, null removes, objects merge.
  func merged(with patch: [String: JSONValue]) -> [String: JSONValue] {
    var members: [String: JSONValue] = if case .object(let members) = self { members } else { [:] }
    for (key, value) in patch {
      switch value {
      case .null: members[key] = nil
      case .object(let inner): members[key] = .object((members[key] ?? .null).merged(with: inner))
      default: members[key] = value
      }
    }
    return members
  }
}
