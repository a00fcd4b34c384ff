/// Decides what to ask Twilio next, so that numbers on their way in hang on a trunk that points at us and those on their
/// way out leave nothing of ours behind.
///
/// A value: steps and answers in, requests out. Whatever is made is looked for before it is made, by its name, because
/// Twilio has no idempotency keys; the number is attached last, so that its old routing holds until everything else
/// stands. What it knows is in ``holdings``, to be written down before each request; begun anew from there it goes on.
struct TwilioPlan: Sendable {
  private(set) var holdings: TwilioHoldings
  /// What the last answer asks for before anything else.
  private enum Aside: Hashable, Sendable {
    /// The list goes on there.
    case page(String)
    case enableTransfers
    /// The origination URL of this SID points elsewhere.
    case point(String)
  }

  private var aside: Aside?
  private var hasAskedForTransfers = false

  init(_ holdings: TwilioHoldings) {
    self.holdings = holdings
    settle()
  }

  /// Gives up every number on its way in, and all that was made for it.
  mutating func turnBack() {
    holdings.turnBack()
    settle()
  }

  /// What to ask now; nil when there is nothing to do. What is asked to be made counts as unknown until it is answered.
  mutating func next() -> TwilioStep? {
    let step = wished()
    switch step {
    case .createTrunk: holdings.trunk = .unknown
    case .createOrigination: holdings.originationURL = .unknown
    case .createCredentialList: holdings.credentialList = .unknown
    case .createCredential: holdings.credential = .unknown
    case .createMapping: holdings.mapping = .unknown
    case .attach(let number): holdings.numbers[number]?.attachment = .unknown
    default: break
    }
    return step
  }

  private func wished() -> TwilioStep? {
    if let number = first(.importing) { return importing(number) }
    if let number = first(.leaving), let step = leaving(number) { return step }
    return holdings.numbers.isEmpty && !holdings.isOver ? takingDown() : nil
  }

  private var page: String? { if case .page(let page) = aside { page } else { nil } }

  private func first(_ goal: TwilioHoldings.Goal) -> String? {
    holdings.numbers.filter { $0.value.goal == goal }.keys.min()
  }

  // MARK: In

  private func importing(_ number: String) -> TwilioStep? {
    guard holdings.isVerified else { return .fetchAccount }
    guard let entry = holdings.numbers[number] else { return nil }
    if entry.sid == nil { return .findNumber(number, page: page) }
    if let step = makingTrunk() { return step }
    if let step = makingCredentials() { return step }
    return entry.attachment.id == nil ? .attach(number) : nil
  }

  private func makingTrunk() -> TwilioStep? {
    switch holdings.trunk {
    case .untouched, .unknown: return .findTrunk(page: page)
    case .absent: return .createTrunk
    case .present: if !holdings.transfersCalls { return aside == .enableTransfers ? .enableTransfers : .readTrunk }
    }
    if case .point(let sid) = aside { return .pointOrigination(sid) }
    if holdings.originationURL.mustBeSought { return .findOrigination }
    return holdings.originationURL == .absent ? .createOrigination : nil
  }

  private func makingCredentials() -> TwilioStep? {
    switch holdings.credentialList {
    case .untouched, .unknown: return .findCredentialList(page: page)
    case .absent: return .createCredentialList
    case .present: break
    }
    if holdings.credential.mustBeSought { return .findCredential }
    if holdings.credential == .absent { return .createCredential }
    // Its password can be read nowhere.
    if !holdings.knowsPassword { return .deleteCredential }
    if holdings.mapping.mustBeSought { return .findMapping }
    return holdings.mapping == .absent ? .createMapping : nil
  }

  // MARK: Out

  private func leaving(_ number: String) -> TwilioStep? {
    guard let entry = holdings.numbers[number] else { return nil }
    if entry.attachment != .absent, entry.attachment != .untouched, entry.sid != nil {
      if holdings.trunk == .unknown { return .findTrunk(page: page) }
      if holdings.trunk.id != nil { return .detach(number) }
    }
    return entry.owesRestoring ? .restore(number) : nil
  }

  /// In reverse of how it was made; what hangs on a trunk is gone with it.
  private func takingDown() -> TwilioStep? {
    if holdings.trunk == .unknown { return .findTrunk(page: page) }
    if holdings.trunk.id != nil, holdings.hasForeignNumbers == nil { return .findForeignNumbers }
    if holdings.credentialList == .unknown { return .findCredentialList(page: page) }
    let (trunk, list) = (holdings.trunk.id != nil, holdings.credentialList.id != nil)
    if trunk, list, holdings.mapping.mayBeThere { return .removeMapping }
    if list, holdings.credential == .unknown { return .findCredential }
    if list, holdings.credential.id != nil { return .deleteCredential }
    if list { return .deleteCredentialList }
    if trunk, holdings.originationURL == .unknown { return .findOrigination }
    if trunk, holdings.originationURL.id != nil { return .deleteOrigination }
    return trunk ? .deleteTrunk : nil
  }

  /// What cannot be there because what it hangs on is not.
  private mutating func settle() {
    if holdings.trunk == .absent { (holdings.originationURL, holdings.mapping) = (.absent, .absent) }
    if holdings.credentialList == .absent { (holdings.credential, holdings.mapping) = (.absent, .absent) }
    for (number, entry) in holdings.numbers where entry.goal == .leaving {
      if holdings.trunk == .absent, entry.attachment != .untouched { holdings.numbers[number]?.attachment = .absent }
      if leaving(number) == nil { holdings.numbers[number] = nil }
    }
  }

  // MARK: Answers

  /// Takes the answer to `step`.
  ///
  /// - Throws: what Twilio refuses; ``holdings`` then still says what is there.
  mutating func receive(_ response: CarrierResponse, to step: TwilioStep) throws(CarrierRefusal) {
    defer { settle() }
    aside = nil
    if response.isSuccess || (step.isRemoval && response.status == 404) { return try take(response, to: step) }
    let failure: TwilioAnswer.Failure? = response.json()
    switch (step, failure?.code) {
    case (.createTrunk, 21248) where holdings.attempt < 5:
      holdings.attempt += 1
      holdings.trunk = .absent
      return
    case (.readTrunk, _) where response.status == 404:
      holdings.trunk = .absent
      return
    default: break
    }
    if (400..<500).contains(response.status) { notMade(step) }
    throw TwilioSentence.refusal(status: response.status, failure, during: step)
  }

  /// It was refused, so it is not there.
  private mutating func notMade(_ step: TwilioStep) {
    switch step {
    case .createTrunk: holdings.trunk = .absent
    case .createOrigination: holdings.originationURL = .absent
    case .createCredentialList: holdings.credentialList = .absent
    case .createCredential: holdings.credential = .absent
    case .createMapping: holdings.mapping = .absent
    case .attach(let number): holdings.numbers[number]?.attachment = .absent
    default: break
    }
  }

  private mutating func take(_ response: CarrierResponse, to step: TwilioStep) throws(CarrierRefusal) {
    switch step {
    case .fetchAccount: try takeAccount(try read(response, step))
    case .findNumber(let number, _): try takeNumber(number, try read(response, step))
    case .findTrunk: try takeTrunks(try read(response, step))
    case .createTrunk, .readTrunk: try takeTrunk(try read(response, step), after: step)
    case .enableTransfers: break
    case .findOrigination: takeOrigination(try read(response, step))
    case .createOrigination, .pointOrigination:
      holdings.originationURL = .present(try read(response, step, TwilioAnswer.Sid.self).sid)
    case .findCredentialList: takeLists(try read(response, step))
    case .createCredentialList:
      holdings.credentialList = .present(try read(response, step, TwilioAnswer.Sid.self).sid)
      // A list of today holds nothing yet, and no trunk has it.
      (holdings.credential, holdings.mapping) = (.absent, .absent)
    case .findCredential:
      let found = try read(response, step, TwilioAnswer.Page.self).credentials
      holdings.credential = Piece(found?.first { $0.username == holdings.username }?.sid)
    case .createCredential:
      holdings.credential = .present(try read(response, step, TwilioAnswer.Sid.self).sid)
      holdings.knowsPassword = true
    case .findMapping:
      let found = try read(response, step, TwilioAnswer.Page.self).credentialLists
      holdings.mapping = Piece(found?.first { $0.sid == holdings.credentialList.id }?.sid)
    case .createMapping: holdings.mapping = .present(holdings.credentialList.id ?? "")
    case .attach(let number): holdings.numbers[number]?.attachment = .present(number)
    case .detach(let number): holdings.numbers[number]?.attachment = .absent
    case .restore(let number): holdings.numbers[number]?.isRestored = true
    case .findForeignNumbers:
      holdings.hasForeignNumbers = !(try read(response, step, TwilioAnswer.Page.self).phoneNumbers ?? []).isEmpty
    case .removeMapping: holdings.mapping = .absent
    case .deleteCredential: holdings.credential = .absent
    case .deleteCredentialList: holdings.credentialList = .absent
    case .deleteOrigination: holdings.originationURL = .absent
    case .deleteTrunk: holdings.trunk = .absent
    }
  }

  private mutating func takeAccount(_ account: TwilioAnswer.Account) throws(CarrierRefusal) {
    guard account.status == "active" else {
      throw CarrierRefusal(
        .upstream, "the Twilio account is \(account.status); bring it back at Twilio, then import the number again",
        carrierMessage: account.status)
    }
    holdings.isVerified = true
  }

  private mutating func takeNumber(_ number: String, _ answer: TwilioAnswer.Page) throws(CarrierRefusal) {
    // The filter matches parts of numbers too.
    guard let found = answer.incomingPhoneNumbers?.first(where: { $0.phoneNumber == number }) else {
      if goesOn(answer) { return }
      throw CarrierRefusal(
        .unsuitable, "\(number) is not a number of this Twilio account; buy or port it at Twilio, or check account_sid")
    }
    guard found.capabilities?.voice != false, found.voiceReceiveMode != "fax" else {
      throw CarrierRefusal(
        .unsuitable, "\(number) does not take voice calls at Twilio; choose one that does, or turn its fax mode off")
    }
    holdings.numbers[number]?.sid = found.sid
    holdings.numbers[number]?.voiceApplication = found.voiceApplicationSid.flatMap { $0.isEmpty ? nil : $0 }
    holdings.numbers[number]?.foundOn = found.trunkSid.flatMap { $0.isEmpty ? nil : $0 }
  }

  private mutating func takeTrunks(_ answer: TwilioAnswer.Page) throws(CarrierRefusal) {
    if let found = answer.trunks?.first(where: { $0.friendlyName == holdings.name }) {
      holdings.trunk = .present(found.sid)
      holdings.domain = found.domainName
    } else if goesOn(answer) {
      return
    } else {
      holdings.trunk = .absent
    }
    for (number, entry) in holdings.numbers where entry.goal == .importing {
      guard let other = entry.foundOn else { continue }
      // Attaching would move it without a word.
      guard other == holdings.trunk.id else {
        throw CarrierRefusal(
          .conflict, "\(number) hangs on another SIP trunk at Twilio (\(other)); take it off there first")
      }
      holdings.numbers[number]?.attachment = .present(number)
    }
  }

  private mutating func takeTrunk(_ answer: TwilioAnswer.Trunk, after step: TwilioStep) throws(CarrierRefusal) {
    holdings.trunk = .present(answer.sid)
    holdings.domain = answer.domainName
    guard step == .readTrunk else {
      // Nothing hangs on a trunk of this moment.
      (holdings.originationURL, holdings.mapping) = (.absent, .absent)
      return
    }
    if answer.transferMode == "enable-all" {
      holdings.transfersCalls = true
    } else if hasAskedForTransfers {
      throw CarrierRefusal(
        .upstream, "Twilio did not keep call transfer on for the trunk; enable it and PSTN transfer in its console",
        carrierMessage: answer.transferMode)
    } else {
      hasAskedForTransfers = true
      aside = .enableTransfers
    }
  }

  private mutating func takeOrigination(_ answer: TwilioAnswer.Page) {
    let ours = answer.originationUrls?.first { $0.friendlyName == holdings.name || $0.sipUrl == holdings.origin }
    holdings.originationURL = Piece(ours?.sid)
    if let ours, ours.sipUrl != holdings.origin, first(.importing) != nil { aside = .point(ours.sid) }
  }

  private mutating func takeLists(_ answer: TwilioAnswer.Page) {
    if let found = answer.credentialLists?.first(where: { $0.friendlyName == holdings.name }) {
      holdings.credentialList = .present(found.sid)
    } else if !goesOn(answer) {
      holdings.credentialList = .absent
    }
  }

  /// Whether the list has more to be read first.
  private mutating func goesOn(_ answer: TwilioAnswer.Page) -> Bool {
    guard let next = answer.next else { return false }
    aside = .page(next)
    return true
  }

  private func read<Value: Decodable>(
    _ response: CarrierResponse, _ step: TwilioStep, _: Value.Type = Value.self
  ) throws(CarrierRefusal) -> Value {
    if let value: Value = response.json() { return value }
    throw CarrierRefusal(
      .upstream, "Twilio's answer while \(step.purpose) could not be read; try again, and report it if it stays so")
  }
}
