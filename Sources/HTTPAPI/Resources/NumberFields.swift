import Agents
import Carriers
import Identifiers

/// A phone number on the wire.
enum NumberFields {
  static func readNew(_ members: [String: JSONValue]) throws(APIError) -> NumberDraft {
    var fields = FieldReader(members)
    let agent: ID<Agent>? = fields.id("agent_id")
    var draft = NumberDraft(
      e164: fields.string("e164"), source: fields.choice("source"), label: fields.string("label"),
      agent: agent?.ulid, trunk: fields.id("trunk_id"))
    draft.twilio = readTwilio(&fields, for: draft.source)
    refuseReadOnly(&fields)
    try fields.finish(and: draft.problems)
    return draft
  }

  /// Changes label and agent of `number` as the patch says.
  static func apply(_ patch: [String: JSONValue], to number: PhoneNumber) throws(APIError) -> PhoneNumber {
    var number = number
    var fields = FieldReader(patch)
    let label = fields.string("label")
    let agent: ID<Agent>? = fields.id("agent_id")
    if let problem = NumberDraft.problem(withLabel: label) { fields.note("label", problem) }
    for key in ["e164", "source", "trunk_id", "twilio"] where patch[key] != nil {
      _ = fields.value(key)
      fields.note(key, "cannot be changed; delete the number and import it again")
    }
    refuseReadOnly(&fields)
    try fields.finish()
    if patch["label"] != nil { number.label = label }
    if patch["agent_id"] != nil { number.agent = agent?.ulid }
    return number
  }

  static func show(_ number: PhoneNumber) -> JSONValue {
    [
      "id": .id(number.id), "e164": .string(number.number.description), "source": .string(number.source.rawValue),
      "label": .optional(number.label), "trunk_id": .id(number.trunk),
      "agent_id": .id(number.agent.map { ID<Agent>($0) }),
      "capabilities": .array(number.capabilities.map { .string($0.rawValue) }),
      "status": .string(number.status.rawValue), "status_detail": .optional(number.statusDetail),
      "created_at": .time(number.createdAt), "updated_at": .time(number.updatedAt),
    ]
  }

  private static func readTwilio(
    _ fields: inout FieldReader, for source: PhoneNumber.Source?
  ) -> TwilioCredentials? {
    let isThere = fields.object("twilio") != nil
    if source == .twilio, !isThere {
      fields.note("twilio", "is required when source is twilio")
    } else if source != .twilio, isThere {
      fields.note("twilio", "is for source twilio only")
    }
    let found = fields.nested("twilio") { twilio -> TwilioCredentials? in
      let (account, token) = (twilio.string("account_sid"), twilio.string("auth_token"))
      if account == nil { twilio.note("account_sid", "is required") }
      if token == nil { twilio.note("auth_token", "is required") }
      guard let account, let token else { return nil }
      return TwilioCredentials(accountSID: account, authToken: token)
    }
    return found ?? nil
  }

  private static func refuseReadOnly(_ fields: inout FieldReader) {
    fields.refuseReadOnly("id", "capabilities", "status", "status_detail", "created_at", "updated_at")
  }
}
