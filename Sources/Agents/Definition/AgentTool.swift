/// A tool that an agent's language model may call. System tools act on the call itself; webhooks are its owner's.
public enum AgentTool: Hashable, Sendable {
  case system(SystemTool)
  case webhook(WebhookTool)

  /// The name by which the model calls it.
  public var name: String {
    switch self {
    case .system(let tool): tool.name.rawValue
    case .webhook(let tool): tool.name
    }
  }
}

/// The system tools that are built.
public enum SystemTool: Hashable, Sendable {
  /// Says `message`, if any, and hangs up. Arguments: `reason`, `message`.
  case endCall
  /// Says nothing this turn and goes on listening.
  case skipTurn
  /// Presses keys for whoever is at the other end, a menu mostly. Argument: `digits`, in the alphabet of `KeySequence`.
  case playKeypadTouchTone
  /// Puts the caller through to one of the targets, 1 to 50. Arguments: `number`, `reason`.
  case transferToNumber([TransferTarget])

  public enum Name: String, Hashable, Sendable, Codable, CaseIterable {
    case endCall = "end_call"
    case skipTurn = "skip_turn"
    case playKeypadTouchTone = "play_keypad_touch_tone"
    case transferToNumber = "transfer_to_number"
  }

  public var name: Name {
    switch self {
    case .endCall: .endCall
    case .skipTurn: .skipTurn
    case .playKeypadTouchTone: .playKeypadTouchTone
    case .transferToNumber: .transferToNumber
    }
  }
}

extension AgentTool: Codable {
  private enum Key: String, CodingKey { case type, name, transfers, webhook }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if try container.decode(String.self, forKey: .type) == "webhook" {
      self = .webhook(try container.decode(WebhookTool.self, forKey: .webhook))
      return
    }
    switch try container.decode(SystemTool.Name.self, forKey: .name) {
    case .endCall: self = .system(.endCall)
    case .skipTurn: self = .system(.skipTurn)
    case .playKeypadTouchTone: self = .system(.playKeypadTouchTone)
    case .transferToNumber:
      self = .system(.transferToNumber(try container.decode([TransferTarget].self, forKey: .transfers)))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    switch self {
    case .system(let tool):
      try container.encode("system", forKey: .type)
      if case .transferToNumber(let targets) = tool { try container.encode(targets, forKey: .transfers) }
    case .webhook(let tool):
      try container.encode("webhook", forKey: .type)
      try container.encode(tool, forKey: .webhook)
    }
  }
}
