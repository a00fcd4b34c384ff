/// What a key is good for. Each request needs one of them.
public enum AccessScope: String, CaseIterable, Hashable, Sendable, Codable {
  /// Looking at everything of the workspace.
  case read
  /// Setting up, changing and deleting, keys among it.
  case write
  /// Placing calls and ending them: what costs money and rings people.
  case call
}

extension Set<AccessScope> {
  /// In the order of their declaration, for answers and rows that do not change from one time to the next.
  public var inOrder: [AccessScope] { AccessScope.allCases.filter(contains) }
}
