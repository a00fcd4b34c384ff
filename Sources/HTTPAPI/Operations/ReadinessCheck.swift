/// Something that must work for the server to take calls: the store, the SIP listener, the media ports.
public struct ReadinessCheck: Sendable {
  public let name: String
  /// Nil when it works, else what is wrong.
  public let problem: @Sendable () async -> String?

  public init(_ name: String, problem: @escaping @Sendable () async -> String?) {
    self.name = name
    self.problem = problem
  }
}
