import Carriers
import Identifiers

/// Looks up what ``InboundRouting`` needs and lets it decide.
struct RouteFinder: Sendable {
  let directory: any NumberDirectory
  /// Whose national form a called number may have, like `1`; nil accepts international forms only.
  let countryCode: String?
  /// Whether an address is that of a server at which the trunk registers.
  var isProvider: @Sendable (_ address: String, _ trunk: ID<Trunk>) -> Bool = { _, _ in false }

  func route(
    _ attempt: CallAttempt, verify: @Sendable (Trunk) -> CredentialVerdict
  ) async throws -> RoutingDecision {
    var number: PhoneNumber?
    for form in attempt.calledForms where number == nil {
      guard let dialled = E164(dialled: form, countryCode: countryCode) else { continue }
      number = try await directory.number(dialled: dialled)
    }
    var trunk: Trunk?
    if let id = number?.trunk { trunk = try await directory.trunk(id) }
    let inbound = number == nil ? try await directory.inboundTrunks() : []
    return InboundRouting().decide(
      attempt, number: number, trunk: trunk, inboundTrunks: inbound,
      isProvider: trunk.map { isProvider(attempt.sourceAddress, $0.id) } ?? false, verify: verify)
  }
}
