public import Carriers
import Identifiers

/// Decides which trunk, number and agent an incoming call is for.
///
/// A trunk recognises a caller by source address (`allowed_addresses`), else by digest; a trunk with neither takes
/// calls from anywhere. One that registers takes calls from the servers it registers at as well, and its credentials
/// are for them, not for callers. The called number is matched exactly, after its written form was made E.164.
public struct InboundRouting: Sendable {
  public init() {}

  /// - Parameters:
  ///   - number: what the directory has for the called number, if anything.
  ///   - trunk: the trunk that `number` hangs on, if anything.
  ///   - inboundTrunks: every trunk on which calls may come in; decides what a caller without a number is told.
  ///   - isProvider: whether the attempt comes from a server at which `trunk` registers.
  ///   - verify: checks the attempt's credentials against a trunk's.
  public func decide(
    _ attempt: CallAttempt, number: PhoneNumber?, trunk: Trunk?, inboundTrunks: [Trunk],
    isProvider: Bool = false, verify: (Trunk) -> CredentialVerdict
  ) -> RoutingDecision {
    guard let number else { return unknownNumber(attempt, inboundTrunks: inboundTrunks) }
    guard let trunk, trunk.direction != .outbound else {
      return .refuse(
        Refusal(
          status: 480, phrase: "Number has no inbound trunk",
          explanation: "\(number.number) has no trunk that takes calls; import it again with a trunk_id",
          number: number))
    }
    switch admission(of: attempt, to: trunk, isProvider: isProvider, verify: verify) {
    case .admitted: break
    case .challenge(let stale): return .challenge(stale: stale)
    case .refused(let why):
      return .refuse(
        Refusal(status: 403, phrase: "Forbidden", explanation: why, number: number, trunk: trunk.id))
    }
    guard let agent = number.agent else {
      return .refuse(
        Refusal(
          status: 480, phrase: "No agent answers this number",
          explanation: "\(number.number) is bound to no agent; PATCH /v1/phone-numbers/\(number.id) with an agent_id",
          number: number, trunk: trunk.id))
    }
    return .connect(Route(trunk: trunk, number: number, agent: ID(agent)))
  }

  /// What a call is told when its trunk has as many calls as it may have.
  public static func full(_ route: Route) -> Refusal {
    Refusal(
      status: 503, phrase: "Trunk is busy",
      explanation: "trunk \(route.trunk.name) has reached max_concurrent_calls", number: route.number,
      trunk: route.trunk.id, endReason: .overCapacity, retryAfterSeconds: 5)
  }

  private enum Admission {
    case admitted
    case challenge(stale: Bool)
    case refused(String)
  }

  private func admission(
    of attempt: CallAttempt, to trunk: Trunk, isProvider: Bool, verify: (Trunk) -> CredentialVerdict
  ) -> Admission {
    if trunk.allowedAddresses.contains(where: { $0.contains(attempt.sourceAddress) }) { return .admitted }
    if trunk.settings.register {
      if isProvider { return .admitted }
    } else if trunk.authUsername != nil, trunk.authPassword != nil {
      switch verify(trunk) {
      case .right: return .admitted
      case .missing: return .challenge(stale: false)
      case .stale: return .challenge(stale: true)
      case .wrong: return .refused("wrong credentials from \(attempt.sourceAddress) on trunk \(trunk.name)")
      }
    }
    if trunk.allowedAddresses.isEmpty, !trunk.settings.register { return .admitted }
    return .refused(
      "\(attempt.sourceAddress) is not among the allowed_addresses of trunk \(trunk.name); add it there")
  }

  /// A caller whom no trunk knows learns nothing about which numbers exist.
  private func unknownNumber(_ attempt: CallAttempt, inboundTrunks: [Trunk]) -> RoutingDecision {
    let called = attempt.calledForms.first ?? ""
    let known = inboundTrunks.contains { trunk in
      trunk.allowedAddresses.contains { $0.contains(attempt.sourceAddress) }
        || (trunk.allowedAddresses.isEmpty && trunk.authUsername == nil)
    }
    guard known else {
      return .refuse(
        Refusal(
          status: 403, phrase: "Forbidden",
          explanation: "no trunk knows \(attempt.sourceAddress), which called \(called)"))
    }
    return .refuse(
      Refusal(
        status: 404, phrase: "Not Found",
        explanation: "no number \(called) is imported; POST /v1/phone-numbers to import it"))
  }
}
