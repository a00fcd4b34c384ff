public import Foundation
public import Identifiers

/// A number to be imported as a client wrote it, before it is checked.
public struct NumberDraft: Hashable, Sendable {
  public var e164: String?
  public var source: PhoneNumber.Source?
  public var label: String?
  public var agent: ULID?
  public var trunk: ID<Trunk>?
  /// Of a twilio number.
  public var twilio: TwilioCredentials?

  public init(
    e164: String? = nil, source: PhoneNumber.Source? = nil, label: String? = nil, agent: ULID? = nil,
    trunk: ID<Trunk>? = nil, twilio: TwilioCredentials? = nil
  ) {
    self.e164 = e164
    self.source = source
    self.label = label
    self.agent = agent
    self.trunk = trunk
    self.twilio = twilio
  }

  /// Everything that is wrong with it, all at once; empty when it can be imported.
  public var problems: InvalidFields {
    var found = InvalidFields()
    if let e164 {
      if E164(e164) == nil { found.note("e164", "must be E.164, like +14155550123") }
    } else {
      found.note("e164", "is required: E.164, like +14155550123")
    }
    switch source {
    case nil: found.note("source", "is required: livekit, twilio or byoc")
    case .byoc: if trunk == nil { found.note("trunk_id", "is required when source is byoc") }
    case .livekit, .twilio: if trunk != nil { found.note("trunk_id", "is for source byoc only") }
    }
    if let twilio {
      if let problem = TwilioCredentials.problem(withAccountSID: twilio.accountSID) {
        found.note("twilio.account_sid", problem)
      }
      if let problem = TwilioCredentials.problem(withAuthToken: twilio.authToken) {
        found.note("twilio.auth_token", problem)
      }
    }
    if let problem = Self.problem(withLabel: label) { found.note("label", problem) }
    return found
  }

  /// Nil when the label is fine or absent.
  public static func problem(withLabel label: String?) -> String? {
    label.flatMap { DraftText.problem(with: $0, longest: 100) }
  }

  /// The byoc number it describes, hung on `trunk`.
  ///
  /// - Throws: ``problems``.
  public func number(
    id: ID<PhoneNumber>, in workspace: ID<Workspace>, on trunk: Trunk, at now: Date
  ) throws(InvalidFields) -> PhoneNumber {
    let problems = problems
    guard problems.isEmpty, let source, let number = e164.flatMap(E164.init) else { throw problems }
    return PhoneNumber(
      id: id, workspace: workspace, number: number, source: source, label: label, trunk: trunk.id, agent: agent,
      capabilities: PhoneNumber.capabilities(on: trunk.direction), createdAt: now, updatedAt: now)
  }

  /// The number of another source that it describes, before its carrier gave it.
  ///
  /// - Throws: ``problems``.
  public func provisioningNumber(
    id: ID<PhoneNumber>, in workspace: ID<Workspace>, at now: Date
  ) throws(InvalidFields) -> PhoneNumber {
    let problems = problems
    guard problems.isEmpty, let source, let number = e164.flatMap(E164.init) else { throw problems }
    return PhoneNumber(
      id: id, workspace: workspace, number: number, source: source, label: label, agent: agent, capabilities: [],
      status: .provisioning, createdAt: now, updatedAt: now)
  }
}
