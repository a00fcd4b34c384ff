/// Values that cannot be taken: every bad key at once.
public struct VariableProblems: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with each key, in words for the client.
  public var byKey: [String: String]

  public init(byKey: [String: String]) { self.byKey = byKey }

  public var description: String {
    byKey.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "; ")
  }
}
