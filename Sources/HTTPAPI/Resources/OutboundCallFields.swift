import Agents
import Carriers
import Exchange
import Hummingbird
import Identifiers

/// A call to be placed, on the wire.
enum OutboundCallFields {
  static let ringingTimeouts = 1_000...80_000
  static let longestPrefix = 100

  static func read(_ members: [String: JSONValue], workspace: ID<Workspace>) throws(APIError) -> OutboundOrder {
    var fields = FieldReader(members)
    let agent: ID<Agent>? = fields.id("agent_id")
    if agent == nil { fields.note("agent_id", "is required") }
    let to = number("to", &fields)
    if to == nil { fields.note("to", "is required: E.164, like +14155550123") }
    let callerID = number("caller_id_number", &fields)
    let variables = fields.object("dynamic_variables") ?? [:]
    let keys = prefix(&fields)
    let timeout = fields.integer("ringing_timeout_ms", in: ringingTimeouts)
    let longest = fields.integer("max_call_duration_seconds", in: 1...86_400)
    let metadata = fields.object("metadata") ?? [:]
    fields.refuseUnbuilt("amd")
    try fields.finish()
    guard let agent, let to else { throw .badRequest("agent_id and to are required") }
    return OutboundOrder(
      workspace: workspace, agent: agent, to: to, callerID: callerID, variables: variables, keys: keys,
      ringingTimeout: timeout.map { .milliseconds($0) } ?? OutboundOrder.ringingTimeout,
      longestCall: longest.map { .seconds($0) }, metadata: metadata)
  }

  private static func number(_ key: String, _ fields: inout FieldReader) -> E164? {
    guard let text = fields.string(key) else { return nil }
    guard let number = E164(text) else {
      fields.note(key, "must be E.164, like +14155550123")
      return nil
    }
    return number
  }

  private static func prefix(_ fields: inout FieldReader) -> KeySequence? {
    guard let text = fields.string("dtmf_prefix", longest: longestPrefix), !text.isEmpty else { return nil }
    do { return try KeySequence(text) } catch {
      fields.note("dtmf_prefix", error.description)
      return nil
    }
  }

  // MARK: Refusals

  static func error(_ refusal: OutboundRefusal) -> APIError {
    switch refusal {
    case .agentMissing: .missingReference("agent_not_found", "agent", field: "agent_id")
    case .variables(let problems):
      .validation(
        InvalidFields(
          Dictionary(uniqueKeysWithValues: problems.byKey.map { ("dynamic_variables.\($0.key)", $0.value) })))
    case .numberNotCapable(let why): unprocessable("number_not_outbound_capable", why)
    case .trunkNotCapable(let why): unprocessable("trunk_not_outbound_capable", why)
    case .destination(let rule, let why):
      APIError(
        status: .forbidden, code: "destination_not_allowed", message: why, details: ["rule": .string(rule)])
    case .full(let why):
      APIError(
        status: .tooManyRequests, code: "concurrency_limit_reached", message: why, headers: [.retryAfter: "5"])
    case .shuttingDown: .unavailable("the server is shutting down; try again in a moment", details: [:])
    }
  }

  private static func unprocessable(_ code: String, _ message: String) -> APIError {
    APIError(status: .unprocessableContent, code: code, message: message)
  }
}
