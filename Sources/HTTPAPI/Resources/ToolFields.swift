import Agents
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
        if tools.contains(tool) { reader.note("name", "is listed twice") }
        tools.append(tool)
      }
      fields.note(reader.problems)
    }
    return tools
  }

  static func show(_ tool: AgentTool) -> JSONValue {
    ["type": "system", "name": .string(tool.name), "config": [:]]
  }

  private static func read(_ fields: inout FieldReader) -> AgentTool? {
    guard let type = fields.string("type") else {
      fields.note("type", "is required: system")
      return nil
    }
    guard type == "system" else {
      fields.note("type", type == "webhook" ? "webhook is not available in this version" : "must be system")
      return nil
    }
    let name = fields.string("name")
    _ = fields.nested("config") { _ in }
    fields.refuseUnknown()
    guard let name else {
      fields.note("name", "is required")
      return nil
    }
    guard let tool = SystemTool(rawValue: name) else {
      let built = SystemTool.allCases.map(\.rawValue).joined(separator: ", ")
      fields.note("name", "is not available in this version, which has \(built)")
      return nil
    }
    return .system(tool)
  }
}
