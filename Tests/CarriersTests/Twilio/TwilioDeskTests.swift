import Carriers
import Foundation
import Identifiers
import Synchronization
import Testing

struct TwilioDeskTests {
  @Test func `an import makes a trunk that points here, transfers calls and asks for our password, and attaches last`()
    async throws
  {
    let stage = TwilioStage()
    let number = try await stage.importNumber()
    #expect(number.status == .active)
    #expect(number.capabilities == [.inbound, .outbound])
    let twilio = stage.twilio.now
    let made = try #require(twilio.trunks.values.first)
    #expect(made["transfer_mode"] == "enable-all")
    #expect(twilio.origins.values.first?["sip_url"] == "sip:203.0.113.9:5060")
    #expect(twilio.mappings.count == 1)
    #expect(twilio.numbers.values.first { $0["phone_number"] == TwilioStage.number }?["trunk_sid"] == made["sid"])
    #expect(twilio.requests.last == "POST /v1/Trunks/\(made["sid"] ?? "")/PhoneNumbers")
    let trunk = try #require(stage.store.now.trunks.first)
    #expect(number.trunk == trunk.id)
    #expect(trunk.kind == .twilio)
    #expect(trunk.settings.sipAddress == made["domain_name"])
    #expect(trunk.settings.authPassword == twilio.credentials.values.first?["secret"])
    #expect(trunk.settings.authUsername == twilio.credentials.values.first?["username"])
    #expect(trunk.allowedAddresses.contains { $0.contains("54.172.60.1") }, "calls of Twilio are recognised")
    #expect(trunk.settings.mediaEncryption == .disable, "a trunk that is not Secure takes no SRTP")
  }

  @Test func `a second number of the account hangs on the same trunk`() async throws {
    let stage = TwilioStage()
    let first = try await stage.importNumber()
    let second = try await stage.importNumber(TwilioStage.second)
    #expect(first.trunk == second.trunk)
    #expect(stage.twilio.now.trunks.count == 1)
    #expect(stage.twilio.now.credentials.count == 1)
    #expect(stage.store.now.trunks.count == 1)
  }

  @Test func `two imports at once make one trunk`() async throws {
    let stage = TwilioStage()
    let desk = stage.desk()
    async let first = stage.importNumber(by: desk)
    async let second = stage.importNumber(TwilioStage.second, by: desk)
    #expect(try await first.trunk == second.trunk)
    #expect(stage.twilio.now.trunks.count == 1)
  }

  @Test func `deleting a number takes it off, and the last one takes the trunk and all that is on it along`()
    async throws
  {
    let stage = TwilioStage()
    let first = try await stage.importNumber()
    let second = try await stage.importNumber(TwilioStage.second)
    try await stage.desk().release(first)
    #expect(stage.twilio.now.trunks.count == 1)
    #expect(stage.twilio.now.numbers.values.filter { $0["trunk_sid"] != "" }.count == 1)
    try await stage.desk().release(second)
    #expect(stage.isClean)
  }

  @Test func `the application that answered a number gets it back`() async throws {
    let stage = TwilioStage()
    stage.twilio.set { state in
      for sid in state.numbers.keys { state.numbers[sid]?["voice_application_sid"] = "AP1" }
    }
    try await stage.desk().release(stage.importNumber())
    #expect(stage.twilio.now.numbers.values.allSatisfy { $0["voice_application_sid"] == "AP1" })
    #expect(stage.isClean)
  }

  @Test func `a trunk on which somebody hung other numbers stays`() async throws {
    let stage = TwilioStage()
    let number = try await stage.importNumber()
    stage.twilio.set { state in
      for sid in state.numbers.keys { state.numbers[sid]?["trunk_sid"] = state.trunks.keys.first ?? "" }
    }
    try await stage.desk().release(number)
    #expect(stage.twilio.now.trunks.count == 1)
    #expect(stage.twilio.now.numbers.values.filter { $0["trunk_sid"] != "" }.count == 1)
    #expect(stage.store.now.numbers.isEmpty)
  }

  // MARK: Refusals

  @Test func `a wrong token says so and touches nothing, also where numbers are held`() async throws {
    let stage = TwilioStage()
    let refusal = try #require(try await stage.refusal(token: "wrong"))
    #expect(refusal.message.contains("account SID or the auth token is wrong"))
    #expect(refusal.carrierCode == "20003")
    #expect(stage.isClean)
    _ = try await stage.importNumber()
    _ = try await stage.refusal(TwilioStage.second, token: "wrong")
    #expect(stage.store.now.numbers.count == 1)
    #expect(stage.store.now.links.values.allSatisfy { !$0.secret.contains("wrong") })
  }

  @Test func `a number that is not on the account, and one that only contains it, are not imported`() async throws {
    let stage = TwilioStage("+120255512345")
    let refusal = try #require(try await stage.refusal())
    #expect(refusal.kind == .unsuitable)
    #expect(refusal.message.contains("not a number of this Twilio account"))
    #expect(stage.isClean)
  }

  @Test func `a number on another trunk is not moved`() async throws {
    let stage = TwilioStage()
    stage.twilio.set { state in
      for sid in state.numbers.keys { state.numbers[sid]?["trunk_sid"] = "TKother" }
    }
    #expect(try await stage.refusal()?.kind == .conflict)
    #expect(stage.twilio.now.trunks.isEmpty)
    #expect(stage.twilio.now.numbers.values.allSatisfy { $0["trunk_sid"] == "TKother" })
  }

  @Test func `without a public address nothing is asked, and the setting is named`() async throws {
    let stage = TwilioStage()
    await #expect { try await stage.importNumber(by: stage.desk(at: nil)) } throws: { error in
      (error as? CarrierRefusal)?.message.contains("TRUNKLINE_PUBLIC_ADDRESS") == true
    }
    #expect(stage.twilio.now.requests.isEmpty)
    #expect(stage.isClean)
  }

  @Test func `a suspended account and a full one are told in words`() async throws {
    let stage = TwilioStage()
    stage.twilio.set { $0.status = "suspended" }
    #expect(try await stage.refusal()?.message.contains("suspended") == true)
    stage.twilio.set {
      $0.status = "active"
      $0.trunkLimit = 0
    }
    let full = try await stage.refusal()
    #expect(full?.carrierCode == "21244")
    #expect(full?.message.contains("as many SIP trunks as it may have") == true)
    #expect(stage.isClean)
  }

  @Test func `a domain that others have is asked for under another name`() async throws {
    let stage = TwilioStage()
    // The link is the second id made, after the number's.
    let label = "tl-" + ULID(high: 0, low: 102).description.lowercased()
    stage.twilio.set { $0.takenDomains = ["\(label).pstn.twilio.com"] }
    _ = try await stage.importNumber()
    #expect(stage.twilio.now.trunks.values.first?["domain_name"] == "\(label)-1.pstn.twilio.com")
  }

  @Test func `transfers that Twilio does not keep on fail the import`() async throws {
    let stage = TwilioStage()
    stage.twilio.set { $0.forgetsTransfers = true }
    #expect(try await stage.refusal()?.message.contains("call transfer") == true)
    #expect(stage.isClean)
  }

  @Test func `what was changed in the console is put right by the next import`() async throws {
    let stage = TwilioStage()
    _ = try await stage.importNumber()
    stage.twilio.set { state in
      for sid in state.trunks.keys { state.trunks[sid]?["transfer_mode"] = "disable-all" }
      for sid in state.origins.keys { state.origins[sid]?["sip_url"] = "sip:elsewhere.example.com" }
      state.credentials = [:]
      state.mappings = []
    }
    _ = try await stage.importNumber(TwilioStage.second)
    let twilio = stage.twilio.now
    #expect(twilio.trunks.values.allSatisfy { $0["transfer_mode"] == "enable-all" })
    #expect(twilio.origins.values.map { $0["sip_url"] } == ["sip:203.0.113.9:5060"])
    #expect(twilio.credentials.count == 1 && twilio.mappings.count == 1)
  }

  // MARK: Breaks

  /// As many as an import of a first number has.
  private static let requests = 11

  @Test(arguments: 1...requests)
  func `a failure at any request undoes what came before`(request: Int) async throws {
    let stage = TwilioStage()
    stage.twilio.set { $0.failing = request }
    let refusal = try #require(try await stage.refusal())
    #expect(refusal.carrierCode == "20500")
    #expect(stage.isClean, "\(stage.twilio.now.requests)")
  }

  @Test(arguments: [false, true], 1...requests)
  func `a kill at any request, done at Twilio or not, leaves nothing after the next start`(
    isDone: Bool, request: Int
  ) async throws {
    let stage = TwilioStage()
    let store = stage.store
    stage.twilio.whenBroken.withLock { $0 = { store.freeze() } }
    stage.twilio.set { $0.broken = isDone ? .after(request) : .before(request) }
    _ = try? await stage.importNumber()
    #expect(stage.twilio.now.isDown, "an import has fewer than \(request) requests")
    stage.store.thaw()
    stage.twilio.set {
      $0.isDown = false
      $0.broken = nil
    }
    _ = try await stage.store.forgetProvisioningNumbers()
    await stage.desk().recover()
    #expect(stage.isClean, "\(stage.twilio.now.requests)")
    #expect(try await stage.importNumber().status == .active)
  }

  @Test(arguments: [false, true], 1...7)
  func `a kill at any request of a deletion ends it at the next start`(isDone: Bool, request: Int) async throws {
    let stage = TwilioStage()
    let number = try await stage.importNumber()
    let (store, before) = (stage.store, stage.twilio.now.requests.count)
    stage.twilio.whenBroken.withLock { $0 = { store.freeze() } }
    stage.twilio.set { $0.broken = isDone ? .after(before + request) : .before(before + request) }
    try? await stage.desk().release(number)
    stage.store.thaw()
    stage.twilio.set {
      $0.isDown = false
      $0.broken = nil
    }
    await stage.desk().recover()
    #expect(stage.isClean, "\(stage.twilio.now.requests.dropFirst(before))")
  }

  @Test func `a token that was changed does not hold up a deletion`() async throws {
    let stage = TwilioStage()
    let number = try await stage.importNumber()
    stage.twilio.set { $0.refusals = ["DELETE": (401, 20003)] }
    try await stage.desk().release(number)
    #expect(stage.store.now.numbers.isEmpty)
    #expect(stage.store.now.links.isEmpty)
  }
}
