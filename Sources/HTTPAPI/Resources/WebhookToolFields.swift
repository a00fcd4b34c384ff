import Agents
import Identifiers

/// An agent's webhook tools on the wire.
enum WebhookToolFields {
  static func read(_ fields: inout FieldReader) -> WebhookTool? {
    let name = readName(&fields)
    let summary = fields.string("description", longest: 2000) ?? ""
    if summary.allSatisfy(\.isWhitespace) { fields.note("description", "is required: the model goes by it") }
    let parameters = fields.object("parameters") ?? ["type": "object", "properties": .object([:])]
    if let type = parameters["type"], type != "object" { fields.note("parameters.type", "must be object") }
    let url = readURL(&fields)
    let method: WebhookTool.Method? = fields.choice("method")
    let headers = readHeaders(&fields)
    let timeout = fields.integer("timeout_ms", in: 100...60_000)
    let secret = WebhookFields.readSecret(&fields, "secret")
    fields.refuseReadOnly("secret_set")
    fields.refuseUnknown()
    guard let name, let url else { return nil }
    return WebhookTool(
      name: name, summary: summary, parameters: .object(parameters), url: url, method: method ?? .post,
      headers: headers, timeoutMilliseconds: timeout ?? 10_000, secret: secret)
  }

  static func show(_ tool: WebhookTool, withSecret: Bool) -> JSONValue {
    var members: [String: JSONValue] = [
      "type": "webhook", "name": .string(tool.name), "description": .string(tool.summary),
      "parameters": tool.parameters, "url": .string(tool.url), "method": .string(tool.method.rawValue),
      "headers": .object(tool.headers.mapValues { .string($0) }),
      "timeout_ms": .integer(Int64(tool.timeoutMilliseconds)),
    ]
    if withSecret {
      members["secret"] = .optional(tool.secret)
    } else {
      members["secret_set"] = .bool(tool.secret != nil)
    }
    return .object(members)
  }

  /// A patch replaces the tools as a whole; one that says nothing of a tool's secret, which cannot be read, keeps it.
  static func keepingSecrets(of old: [AgentTool], in new: [AgentTool], sent: JSONValue?) -> [AgentTool] {
    guard case .array(let elements) = sent else { return new }
    let silent = Set(
      elements.compactMap { element -> String? in
        guard case .object(let members) = element, members["secret"] == nil else { return nil }
        return members["name"]?.stringValue
      })
    return new.map { tool in
      guard case .webhook(var webhook) = tool, silent.contains(webhook.name) else { return tool }
      for case .webhook(let before) in old where before.name == webhook.name { webhook.secret = before.secret }
      return .webhook(webhook)
    }
  }

  private static func readName(_ fields: inout FieldReader) -> String? {
    guard let name = fields.string("name") else {
      fields.note("name", "is required")
      return nil
    }
    let isName =
      (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
          || $0 == 0x2D
      }
    if !isName { fields.note("name", "must be 1 to 64 letters, digits, _ and -") }
    if SystemTool.Name(rawValue: name) != nil { fields.note("name", "is the name of a system tool") }
    return name
  }

  /// Variables may stand anywhere behind the scheme, so only that is held against anything now.
  private static func readURL(_ fields: inout FieldReader) -> String? {
    guard let url = fields.string("url", longest: 2000) else {
      fields.note("url", "is required")
      return nil
    }
    let lowered = url.lowercased()
    let isOurs = ["http://", "https://"].contains { lowered.hasPrefix($0) && lowered.count > $0.count }
    if !isOurs || url.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      fields.note("url", "must be an http or https URL, like https://example.com/tool")
    }
    return url
  }

  private static func readHeaders(_ fields: inout FieldReader) -> [String: String] {
    let members = fields.object("headers") ?? [:]
    if members.count > 20 { fields.note("headers", "must have at most 20 entries") }
    var headers: [String: String] = [:]
    for (name, value) in members {
      // RFC 9110 §5.1: a field's name is a token.
      let isToken =
        !name.isEmpty && name.utf8.count <= 100
        && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0) }
      if !isToken { fields.note("headers.\(name)", "is no header's name") }
      guard case .string(let text) = value, text.unicodeScalars.count <= 2000,
        text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
      else {
        fields.note("headers.\(name)", "must be a string of at most 2000 characters without line ends")
        continue
      }
      headers[name] = text
    }
    return headers
  }
}
