/// A tool that an agent's language model may call. System tools act on the call itself.
public enum AgentTool: Hashable, Sendable {
  case system(SystemTool)

  /// The name by which the model calls it.
  public var name: String {
    switch self {
    case .system(let tool): tool.rawValue
    }
  }
}

/// The system tools that are built.
public enum SystemTool: String, Hashable, Sendable, Codable, CaseIterable {
  /// Says `message`, if any, and hangs up. Arguments: `reason`, `message`.
  case endCall = "end_call"
  /// Says nothing this turn and goes on listening.
  case skipTurn = "skip_turn"
}

extension AgentTool: Codable {
  private enum Key: String, CodingKey { case type, name }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self = .system(try container.decode(SystemTool.self, forKey: .name))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("system", forKey: .type)
    try container.encode(name, forKey: .name)
  }
}
