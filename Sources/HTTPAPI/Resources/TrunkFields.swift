import Carriers
import Identifiers

/// A SIP trunk on the wire.
enum TrunkFields {
  /// - Parameter patch: what the client sent, when `members` is what it amounts to.
  static func read(_ members: [String: JSONValue], patch: [String: JSONValue] = [:]) throws(APIError) -> TrunkDraft {
    var fields = FieldReader(members, sent: patch)
    let draft = TrunkDraft(
      name: fields.string("name"), kind: fields.choice("kind"), direction: fields.choice("direction"),
      allowedAddresses: fields.strings("allowed_addresses") ?? [], settings: settings(&fields))
    fields.refuseReadOnly("id", "status", "warnings", "created_at", "updated_at", "auth_password_set")
    try fields.finish(and: draft.problems)
    return draft
  }

  private static func settings(_ fields: inout FieldReader) -> TrunkSettings {
    var settings = TrunkSettings(
      sipAddress: fields.string("sip_address"), outboundProxy: fields.string("outbound_proxy"),
      authUsername: fields.string("auth_username"), authPassword: fields.string("auth_password"),
      maxConcurrentCalls: fields.integer("max_concurrent_calls", in: TrunkDraft.concurrentCalls),
      maxCallsPerSecond: fields.integer("max_calls_per_second", in: TrunkDraft.callsPerSecond))
    settings.register = fields.bool("register") ?? settings.register
    settings.transport = fields.choice("transport") ?? settings.transport
    settings.tlsVerification = fields.choice("tls_verification") ?? settings.tlsVerification
    settings.mediaEncryption = fields.choice("media_encryption") ?? settings.mediaEncryption
    settings.numberFormat = fields.choice("number_format") ?? settings.numberFormat
    settings.callerIDHeader = fields.choice("caller_id_header") ?? settings.callerIDHeader
    settings.dtmfMode = fields.choice("dtmf_mode") ?? settings.dtmfMode
    settings.acceptsReferrals = fields.bool("accept_refer") ?? settings.acceptsReferrals
    settings.priority = fields.integer("priority", in: TrunkDraft.priorities) ?? settings.priority
    return settings
  }

  /// What a client may write, for patches; never shown.
  static func writable(_ trunk: Trunk) -> JSONValue {
    .object(settable(trunk).merging(["auth_password": .optional(trunk.authPassword)]) { $1 })
  }

  static func show(_ trunk: Trunk, _ status: TrunkStatus) -> JSONValue {
    .object(
      settable(trunk).merging([
        "id": .id(trunk.id), "auth_password_set": .bool(trunk.authPassword != nil), "status": show(status),
        "warnings": .array(trunk.warnings.map { .string($0) }), "created_at": .time(trunk.createdAt),
        "updated_at": .time(trunk.updatedAt),
      ]) { $1 })
  }

  private static func show(_ status: TrunkStatus) -> JSONValue {
    [
      "registration": .optional(status.registration?.rawValue), "reachable": .optional(status.reachable),
      "last_checked_at": .time(status.lastCheckedAt), "last_error": .optional(status.lastError),
    ]
  }

  /// The fields that are written and shown alike.
  private static func settable(_ trunk: Trunk) -> [String: JSONValue] {
    let settings = trunk.settings
    return [
      "name": .string(trunk.name), "kind": .string(trunk.kind.rawValue),
      "direction": .string(trunk.direction.rawValue), "sip_address": .optional(settings.sipAddress),
      "outbound_proxy": .optional(settings.outboundProxy), "auth_username": .optional(settings.authUsername),
      "allowed_addresses": .array(trunk.allowedAddresses.map { .string($0.description) }),
      "register": .bool(settings.register), "transport": .string(settings.transport.rawValue),
      "tls_verification": .string(settings.tlsVerification.rawValue),
      "media_encryption": .string(settings.mediaEncryption.rawValue),
      "number_format": .string(settings.numberFormat.rawValue),
      "caller_id_header": .string(settings.callerIDHeader.rawValue), "dtmf_mode": .string(settings.dtmfMode.rawValue),
      "accept_refer": .bool(settings.acceptsReferrals), "max_concurrent_calls": .optional(settings.maxConcurrentCalls),
      "max_calls_per_second": .optional(settings.maxCallsPerSecond), "priority": .integer(Int64(settings.priority)),
    ]
  }
}
