import Carriers
import Identifiers

/// A SIP trunk on the wire.
enum TrunkFields {
  /// - Parameter patch: what the client sent, when `members` is what it amounts to.
  static func read(_ members: [String: JSONValue], patch: [String: JSONValue] = [:]) throws(APIError) -> TrunkDraft {
    var fields = FieldReader(members, sent: patch)
    var draft = TrunkDraft(
      name: fields.string("name"), kind: fields.choice("kind"), direction: fields.choice("direction"),
      sipAddress: fields.string("sip_address"), authUsername: fields.string("auth_username"),
      authPassword: fields.string("auth_password"))
    draft.allowedAddresses = fields.strings("allowed_addresses") ?? []
    draft.transport = fields.choice("transport") ?? .auto
    draft.mediaEncryption = fields.choice("media_encryption") ?? .allow
    draft.numberFormat = fields.choice("number_format") ?? .plus
    draft.maxConcurrentCalls = fields.integer("max_concurrent_calls", in: 1...10_000)
    fields.refuseUnbuilt(
      "register", "outbound_proxy", "caller_id_header", "dtmf_mode", "max_calls_per_second", "priority")
    fields.refuseReadOnly("id", "status", "warnings", "created_at", "updated_at", "auth_password_set")
    try fields.finish(and: draft.problems)
    return draft
  }

  /// What a client may write, for patches; never shown.
  static func writable(_ trunk: Trunk) -> JSONValue {
    [
      "name": .string(trunk.name), "kind": .string(trunk.kind.rawValue),
      "direction": .string(trunk.direction.rawValue), "sip_address": .optional(trunk.sipAddress),
      "auth_username": .optional(trunk.authUsername), "auth_password": .optional(trunk.authPassword),
      "allowed_addresses": .array(trunk.allowedAddresses.map { .string($0.description) }),
      "transport": .string(trunk.transport.rawValue), "media_encryption": .string(trunk.mediaEncryption.rawValue),
      "number_format": .string(trunk.numberFormat.rawValue),
      "max_concurrent_calls": .optional(trunk.maxConcurrentCalls),
    ]
  }

  /// Nothing registers at a trunk's provider or probes it in this version, so nothing is known.
  private static let status: JSONValue = [
    "registration": .null, "reachable": .null, "last_checked_at": .null, "last_error": .null,
  ]

  static func show(_ trunk: Trunk) -> JSONValue {
    [
      "id": .id(trunk.id), "name": .string(trunk.name), "kind": .string(trunk.kind.rawValue),
      "direction": .string(trunk.direction.rawValue), "sip_address": .optional(trunk.sipAddress),
      "auth_username": .optional(trunk.authUsername), "auth_password_set": .bool(trunk.authPassword != nil),
      "allowed_addresses": .array(trunk.allowedAddresses.map { .string($0.description) }),
      "transport": .string(trunk.transport.rawValue), "media_encryption": .string(trunk.mediaEncryption.rawValue),
      "number_format": .string(trunk.numberFormat.rawValue),
      "max_concurrent_calls": .optional(trunk.maxConcurrentCalls),
      "status": status, "warnings": .array(trunk.warnings.map { .string($0) }), "created_at": .time(trunk.createdAt),
      "updated_at": .time(trunk.updatedAt),
    ]
  }
}
