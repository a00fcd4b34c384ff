import Identifiers

/// What one call has of its own beside its agent's definition.
struct CallRules: Sendable, Hashable {
  /// Values of dynamic variables that whoever placed the call gave, checked already.
  var variables: [String: JSONValue] = [:]
  /// What the call's signalling says beyond the numbers, by name.
  var signals: [String: String] = [:]
  /// Nil: as long as the agent and the server allow.
  var longestCall: Duration?
}
