/// Decides what to ask LiveKit next, so that a number is bought last and hangs on a dispatch rule of its own, or is given
/// back with nothing left. A value, like ``TwilioPlan``.
struct LiveKitPlan: Sendable {
  private(set) var holdings: LiveKitHoldings
  private var page: String?
  private var isOffered = false
  /// Others on offer in the same area, to be named when ours is not.
  private var offers: [String] = []

  init(_ holdings: LiveKitHoldings) { self.holdings = holdings }

  mutating func next() -> LiveKitStep? {
    let step = holdings.goal == .leaving ? leaving() : holdings.goal == .importing ? importing() : nil
    switch step {
    case .createRule: holdings.rule = .unknown
    case .purchase: (holdings.owned, holdings.attachment) = (.unknown, .unknown)
    case .attach: holdings.attachment = .unknown
    default: break
    }
    return step
  }

  private func importing() -> LiveKitStep? {
    if holdings.rule.mustBeSought { return .findRule }
    if holdings.owned.mustBeSought { return .findOwned(page: page) }
    if holdings.owned == .absent, !isOffered { return .search(page: page) }
    if holdings.rule == .absent { return .createRule }
    if holdings.attachment.id != nil { return nil }
    return holdings.owned.id.map { .attach($0) } ?? .purchase
  }

  private func leaving() -> LiveKitStep? {
    if holdings.rule == .unknown { return .findRule }
    if holdings.attachment == .unknown, holdings.owned.mustBeSought { return .findOwned(page: page) }
    if holdings.attachment.mayBeThere, let id = holdings.owned.id {
      return holdings.wasOwned ? .detach(id) : .release(id)
    }
    return holdings.rule.id.map { .deleteRule($0) }
  }

  mutating func receive(_ response: CarrierResponse, to step: LiveKitStep) throws(CarrierRefusal) {
    let failure: LiveKitAnswer.Failure? = response.json()
    if response.isSuccess || (step.isRemoval && failure?.code == "not_found") { return try take(response, to: step) }
    if (400..<500).contains(response.status) {
      switch step {
      case .createRule: holdings.rule = .absent
      case .purchase: (holdings.owned, holdings.attachment) = (.absent, .absent)
      case .attach: holdings.attachment = .absent
      default: break
      }
    }
    throw LiveKitSentence.refusal(status: response.status, failure, during: step)
  }

  private mutating func take(_ response: CarrierResponse, to step: LiveKitStep) throws(CarrierRefusal) {
    switch step {
    case .findOwned: try takeOwned(try read(response, step))
    case .search: try takeOffers(try read(response, step))
    case .findRule:
      let rules = try read(response, step, LiveKitAnswer.Rules.self).items
      holdings.rule = Piece(rules?.first { $0.name == holdings.name }?.sipDispatchRuleId)
    case .createRule: holdings.rule = Piece(try read(response, step, LiveKitAnswer.Rule.self).sipDispatchRuleId)
    case .purchase:
      let bought = try read(response, step, LiveKitAnswer.Numbers.self).phoneNumbers
      guard let id = bought?.first(where: { $0.e164Format == holdings.number })?.id else {
        throw CarrierRefusal(.upstream, "LiveKit's answer does not name the number that was bought; try again")
      }
      (holdings.owned, holdings.attachment) = (.present(id), .present(id))
    case .attach(let id): holdings.attachment = .present(id)
    case .release, .detach: (holdings.owned, holdings.attachment) = (.absent, .absent)
    case .deleteRule: holdings.rule = .absent
    }
  }

  private mutating func takeOwned(_ answer: LiveKitAnswer.Numbers) throws(CarrierRefusal) {
    guard let found = answer.items?.first(where: { $0.e164Format == holdings.number && $0.isHeld }) else {
      page = answer.next
      if page == nil {
        holdings.owned = .absent
        if holdings.goal == .leaving { holdings.attachment = .absent }
      }
      return
    }
    page = nil
    holdings.owned = Piece(found.id)
    let rules = (found.sipDispatchRuleIds ?? []).filter { !$0.isEmpty }
    let isOurs = rules.contains { $0 == holdings.rule.id }
    if holdings.goal == .leaving {
      // Bought by a request whose answer never came, or not ours at all.
      holdings.attachment = isOurs ? Piece(found.id) : .absent
    } else if isOurs {
      holdings.attachment = Piece(found.id)
    } else if rules.isEmpty {
      holdings.wasOwned = true
    } else {
      throw CarrierRefusal(
        .conflict, "\(holdings.number) hangs on another dispatch rule at LiveKit (\(rules[0])); take it off there first"
      )
    }
  }

  private mutating func takeOffers(_ answer: LiveKitAnswer.Numbers) throws(CarrierRefusal) {
    let numbers = (answer.items ?? []).compactMap(\.e164Format)
    offers += numbers.prefix(3)
    if numbers.contains(holdings.number) {
      (isOffered, page) = (true, nil)
      return
    }
    page = answer.next
    guard page == nil else { return }
    let others = offers.prefix(3).joined(separator: ", ")
    throw CarrierRefusal(
      .unsuitable,
      "LiveKit does not offer \(holdings.number)"
        + (others.isEmpty ? "; it has none in this area code now, try another" : "; it offers \(others), for example"))
  }

  private func read<Value: Decodable>(
    _ response: CarrierResponse, _ step: LiveKitStep, _: Value.Type = Value.self
  ) throws(CarrierRefusal) -> Value {
    if let value: Value = response.json() { return value }
    throw CarrierRefusal(
      .upstream, "LiveKit's answer while \(step.purpose) could not be read; try again, and report it if it stays so")
  }
}

extension LiveKitAnswer.Number {
  /// Those that were given back are still listed.
  var isHeld: Bool { status != "PHONE_NUMBER_STATUS_RELEASED" }
}
