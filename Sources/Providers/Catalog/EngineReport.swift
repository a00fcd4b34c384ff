/// What of the engines is there, for `doctor` and the start-up message.
public struct EngineReport: Sendable, Equatable {
  public enum State: Sendable, Equatable {
    /// It works; what it is.
    case found(String)
    /// The server works without it; what stands in, and how to get it.
    case degraded(String)
    /// Calls that need it fail; how to get it.
    case missing(String)
  }

  public struct Line: Sendable, Equatable {
    /// Like `speech to text`.
    public var engine: String
    public var state: State
  }

  public var lines: [Line]

  /// Whether nothing is missing.
  public var isUsable: Bool {
    !lines.contains { if case .missing = $0.state { true } else { false } }
  }
}
