import Agents
import Carriers
import Identifiers

/// An agent's tools on the wire.
enum ToolFields {
  static func read(_ fields: inout FieldReader) -> [AgentTool] {
    guard let elements = fields.array("tools") else { return [] }
    if elements.count > 50 { fields.note("tools", "must have at most 50 entries") }
    var tools: [AgentTool] = []
    for (index, element) in elements.enumerated() {
      let path = "tools[\(index)]"
      guard case .object(let members) = element else {
        fields.note(path, "must be an object")
        continue
      }
      var reader = FieldReader(members, prefix: path + ".")
      if let tool = read(&reader) {
        if tools.contains(where: { $0.name == tool.name }) { reader.note("name", "is listed twice") }
        tools.append(tool)
      }
      fields.note(reader.problems)
    }
    return tools
  }

  /// - Parameter withSecrets: for patches, of what the client may write; never shown.
  static func show(_ tool: AgentTool, withSecrets: Bool = false) -> JSONValue {
    if case .webhook(let webhook) = tool { return WebhookToolFields.show(webhook, withSecret: withSecrets) }
    return ["type": "system", "name": .string(tool.name), "config": .object(config(of: tool))]
  }

  private static func config(of tool: AgentTool) -> [String: JSONValue] {
    guard case .system(.transferToNumber(let targets)) = tool else { return [:] }
    return ["transfers": .array(targets.map(show))]
  }

  private static func show(_ target: TransferTarget) -> JSONValue {
    switch target.destination {
    case .number(let number):
      ["phone_number": .string("\(number)"), "condition": .string(target.condition), "mode": "blind"]
    case .uri(let uri): ["sip_uri": .string(uri), "condition": .string(target.condition), "mode": "blind"]
    }
  }

  private static func read(_ fields: inout FieldReader) -> AgentTool? {
    guard let type = fields.string("type") else {
      fields.note("type", "is required: system or webhook")
      return nil
    }
    if type == "webhook" { return WebhookToolFields.read(&fields).map { .webhook($0) } }
    guard type == "system" else {
      fields.note("type", "must be system or webhook")
      return nil
    }
    guard let name = fields.string("name") else {
      fields.note("name", "is required")
      return nil
    }
    let tool: SystemTool
    switch SystemTool.Name(rawValue: name) {
    case .endCall: tool = .endCall
    case .skipTurn: tool = .skipTurn
    case .playKeypadTouchTone: tool = .playKeypadTouchTone
    case .transferToNumber: tool = .transferToNumber(fields.nested("config") { transfers(&$0) } ?? [])
    case nil:
      let built = SystemTool.Name.allCases.map(\.rawValue).joined(separator: ", ")
      fields.note("name", "is not available in this version, which has \(built)")
      return nil
    }
    if case .transferToNumber(let targets) = tool {
      if targets.isEmpty { fields.note("config.transfers", "must name at least one phone_number or sip_uri") }
    } else {
      _ = fields.nested("config") { _ in }
    }
    fields.refuseUnknown()
    return .system(tool)
  }

  private static func transfers(_ config: inout FieldReader) -> [TransferTarget] {
    let elements = config.array("transfers") ?? []
    if elements.count > 50 { config.note("transfers", "must have at most 50 entries") }
    var targets: [TransferTarget] = []
    for (index, element) in elements.enumerated() {
      let path = "transfers[\(index)]"
      guard case .object(let members) = element else {
        config.note(path, "must be an object")
        continue
      }
      var reader = FieldReader(members, prefix: path + ".")
      if let target = target(&reader) { targets.append(target) }
      reader.refuseUnknown()
      config.note(reader.problems)
    }
    return targets
  }

  private static func target(_ fields: inout FieldReader) -> TransferTarget? {
    let condition = fields.string("condition") ?? ""
    if condition.count > 1000 { fields.note("condition", "must have at most 1000 characters") }
    if let mode = fields.string("mode"), mode != "blind" {
      fields.note("mode", mode == "warm" ? "warm is not available in this version; use blind" : "must be blind or warm")
    }
    switch (fields.string("phone_number"), fields.string("sip_uri")) {
    case (let number?, nil):
      if let number = E164(number) { return TransferTarget(.number(number), condition: condition) }
      fields.note("phone_number", "must be an E.164 number, like +14155550123")
    case (nil, let uri?):
      if SIPAddress(uri: uri) != nil { return TransferTarget(.uri(uri), condition: condition) }
      fields.note("sip_uri", "must be a SIP URI, like sip:sales@pbx.example.com")
    default: fields.note("phone_number", "give either phone_number or sip_uri")
    }
    return nil
  }
}
