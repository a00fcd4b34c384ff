/// Who may open a WebSocket to us.
public struct WebSocketRules: Hashable, Sendable {
  /// The pages that may, like `https://phone.example.com`; empty for any. Clients other than browsers send none and are
  /// let in only when it is empty.
  public var origins: [String]

  public init(origins: [String] = []) {
    self.origins = origins
  }

  func allows(origin: String?) -> Bool {
    origins.isEmpty || origin.map { origin in origins.contains { $0.lowercased() == origin.lowercased() } } ?? false
  }
}
