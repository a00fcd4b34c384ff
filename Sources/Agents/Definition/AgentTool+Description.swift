import Identifiers

extension AgentTool {
  /// As a model is told of it.
  public var description: ToolDescription {
    switch self {
    case .webhook(let tool): ToolDescription(name: name, summary: tool.summary, parameters: tool.parameters)
    case .system(.endCall):
      ToolDescription(
        name: name,
        summary: "Ends the call. Use it when the caller says goodbye or nothing is left to do. "
          + "`message` is said before hanging up.",
        parameters: [
          "type": "object",
          "properties": ["reason": ["type": "string"], "message": ["type": "string"]],
          "required": [],
        ])
    case .system(.skipTurn):
      ToolDescription(
        name: name, summary: "Says nothing and goes on listening. Use it when the caller asks for a moment.",
        parameters: ["type": "object", "properties": [:], "required": []])
    case .system(.playKeypadTouchTone):
      ToolDescription(
        name: name,
        summary: "Presses keys of the telephone, for menus like \"press 1 for sales\". Listen to the whole menu first, "
          + "and say nothing while you press. w waits half a second, W a whole one.",
        parameters: [
          "type": "object",
          "properties": ["digits": ["type": "string", "pattern": "^[0-9*#A-DwW]+$"]],
          "required": ["digits"],
        ])
    case .system(.transferToNumber(let targets)):
      ToolDescription(
        name: name,
        summary: "Puts the caller through to a person. Say so first. If it fails, the caller is still here and the "
          + "result says why." + Self.conditions(targets),
        parameters: [
          "type": "object",
          "properties": [
            "number": ["type": "string", "enum": .array(targets.map { .string($0.name) })],
            "reason": ["type": "string"],
          ],
          "required": ["number"],
        ])
    }
  }

  private static func conditions(_ targets: [TransferTarget]) -> String {
    targets.filter { !$0.condition.isEmpty }.map { " Use \($0.name) when \($0.condition)." }.joined()
  }
}

extension JSONValue {
  /// Whether it can be the arguments of a tool: an object, or nothing.
  var isArguments: Bool {
    switch self {
    case .object, .null: true
    default: false
    }
  }
}
