import Calls
import Carriers

/// Decides where a call that came goes, and counts it on its trunk.
struct ArrivalRouter: Sendable {
  let call: Call
  let invitation: CallInvitation
  let equipment: ExchangeEquipment
  /// Counts the call on its trunk; false when the trunk is full.
  let claim: @Sendable (Route) async -> Bool

  func decide() async -> CallProgress {
    let attempt = CallAttempt(
      sourceAddress: invitation.sourceAddress, calledForms: invitation.calledForms, username: invitation.username)
    do {
      let finder = RouteFinder(
        directory: equipment.directory, countryCode: equipment.settings.countryCode, isProvider: equipment.isProvider)
      let decision = try await finder.route(attempt) { verdict(on: $0) }
      if case .connect(let route) = decision, !(await claim(route)) {
        return .routed(.refuse(InboundRouting.full(route)))
      }
      return .routed(decision)
    } catch {
      // A failed look-up is our trouble, not the number's: the carrier may try again elsewhere.
      return .failed(
        Refusal(
          status: 503, phrase: "Try again later", explanation: "the store did not answer: \(error)",
          retryAfterSeconds: 5))
    }
  }

  private func verdict(on trunk: Trunk) -> CredentialVerdict {
    guard let username = trunk.authUsername, let password = trunk.authPassword else { return .wrong }
    switch call.check(username: username, password: password) {
    case .absent: return .missing
    case .stale: return .stale
    case .refused: return .wrong
    case .accepted: return .right
    }
  }
}
