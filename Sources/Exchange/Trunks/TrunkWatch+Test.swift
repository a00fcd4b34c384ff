import Calls
public import Carriers
import Identifiers

extension TrunkWatch: TrunkTester {
  /// How long an answer is waited for.
  private static let patience = Duration.seconds(10)

  /// Asks by OPTIONS whether the trunk's other end is there, and where the trunk registers registers anew.
  public func test(_ trunk: Trunk) async -> TrunkTest? {
    guard let account = ProviderAccount(trunk) else { return nil }
    tests += 1
    async let options = ask(account, as: "test \(tests) of \(account.id)")
    let registration = trunk.settings.register ? await register(trunk, account) : nil
    return TrunkTest(options: await options, registration: registration)
  }

  private nonisolated func ask(_ account: ProviderAccount, as name: String) async -> TrunkTest.Attempt {
    let report = await withTaskGroup(of: ProbeReport?.self) { group in
      group.addTask { await self.desk.ask(account, as: name) }
      group.addTask {
        try? await self.pause(Self.patience)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      // Out of patience: where it was asked is known all the same.
      let late = await group.next() ?? nil
      return first ?? late ?? ProbeReport()
    }
    let milliseconds = Int(report.roundTrip / .milliseconds(1))
    let sentence: String
    switch (report.statusCode, report.problem) {
    case (_, let problem?) where report.addresses.isEmpty: sentence = problem
    case (nil, _):
      sentence = "nobody answered OPTIONS; check sip_address, outbound_proxy, transport and the firewall"
    case (_, let problem?): sentence = problem
    case (let status?, nil):
      sentence = "somebody is there: OPTIONS was answered with \(status) after \(milliseconds) ms"
    }
    return TrunkTest.Attempt(
      succeeded: report.statusCode != nil && report.problem == nil, addresses: report.addresses,
      statusCode: report.statusCode, roundTrip: report.statusCode == nil ? nil : report.roundTrip, sentence: sentence)
  }

  private func register(_ trunk: Trunk, _ account: ProviderAccount) async -> TrunkTest.Attempt {
    let begun = clock()
    rounds.registered(trunk.id, .registering, on: wallClock())
    do { try await desk.fulfil(desk.wish(for: account)) } catch {
      rounds.registrationNotBegun(trunk.id, why: "\(error)", at: clock(), on: wallClock())
      return TrunkTest.Attempt(succeeded: false, sentence: "\(error)")
    }
    let before = rounds.status(of: trunk.id)?.lastError
    while clock() - begun < Self.patience {
      let status = rounds.status(of: trunk.id)
      if status?.registration == .failed || (status?.registration == .registered && status?.lastError != before) {
        return TrunkTest.Attempt(
          succeeded: false, sentence: status?.lastError ?? "the provider refused the registration")
      }
      if status?.registration == .registered {
        return TrunkTest.Attempt(
          succeeded: true, roundTrip: clock() - begun, sentence: "the provider took the registration")
      }
      guard (try? await pause(.milliseconds(100))) != nil else { break }
    }
    return TrunkTest.Attempt(
      succeeded: false, sentence: "the provider did not answer REGISTER within 10 s; check sip_address and transport")
  }
}
