import Agents
import Carriers
import Exchange
import Foundation
import Identifiers
import SIP
import Testing
import TrunklineTesting
import WireTesting

/// Whole calls that the exchange places.
@Suite struct PlacingTests {
  let exchange = VirtualExchange { $0.sipAddress = Trunk.officeHost }

  @Test func `somebody who answers is greeted at once, and the conversation tells all of it`() throws {
    let carrier = exchange.carrier()
    let id = try exchange.place().get()
    #expect(exchange.record?.status == .pending)
    exchange.run(1000)
    let call = try #require(carrier.calls.first)
    #expect(call.called == "+14155550777")
    #expect(call.caller == VirtualExchange.number)
    #expect(exchange.record?.status == .pending)
    call.answer()
    exchange.run(1000)
    let answered = try #require(call.answeredAt)
    let greeted = try #require(call.sound.firstSound())
    #expect(greeted - answered <= .milliseconds(200))
    #expect(exchange.record?.status == .active)
    #expect(call.has(.ack))
    exchange.run(2000)
    call.hangUp()
    exchange.run(200)
    let record = try #require(exchange.record)
    #expect(record.id == id)
    #expect(record.status == .completed)
    #expect(record.direction == .outbound)
    #expect(record.endReason == .callerHangup)
    #expect(record.fromNumber == VirtualExchange.number)
    #expect(record.toNumber == "+14155550777")
    #expect(record.roomName.hasPrefix("+14155550777_"))
    #expect(record.dynamicVariables["system__call_direction"] == "outbound")
    #expect(record.dynamicVariables["system__called_number"] == "+14155550777")
    #expect(exchange.transcript == ["agent: Hello, how can I help?"])
    #expect(exchange.isIdle)
    let types = exchange.events.map(\.type)
    #expect(types.contains("call.dialling") && types.contains("call.ringing") && types.contains("call.answered"))
    #expect(exchange.events.contains { $0.detail["message"]?.stringValue?.hasPrefix("INVITE") == true })
  }

  @Test func `a question is answered, and the agent hangs up with BYE`() throws {
    let carrier = exchange.carrier(Trunk.officeHost, .answers)
    exchange.engines.script.answers = { _ in
      [.toolCall(ToolCall(id: "1", name: "end_call", arguments: ["message": "Goodbye."]))]
    }
    _ = try exchange.place().get()
    exchange.run(4000)
    let call = try #require(carrier.calls.first)
    call.sound.speaks = true
    exchange.run(1000)
    call.sound.speaks = false
    exchange.run(6000)
    #expect(exchange.record?.endReason == .agentEnded)
    #expect(call.wasHungUp)
    #expect(exchange.isIdle)
  }

  @Test func `nobody is rung before the agent can speak`() throws {
    exchange.engines.script.synthesisTime = .seconds(3)
    let carrier = exchange.carrier()
    _ = try exchange.place().get()
    exchange.run(2500)
    #expect(carrier.calls.isEmpty)
    exchange.run(1000)
    #expect(carrier.calls.count == 1)
  }

  @Test func `an agent that cannot speak calls nobody, and the conversation says why`() throws {
    exchange.engines.script.synthesizer = .fails
    let carrier = exchange.carrier()
    _ = try exchange.place().get()
    exchange.run(1000)
    #expect(carrier.calls.isEmpty)
    let record = try #require(exchange.record)
    #expect(record.status == .failed)
    #expect(record.endReason == .agentError)
    #expect(record.endDetail?.explanation?.contains("cannot speak") == true)
    #expect(exchange.isIdle)
  }

  @Test(arguments: [
    (486, EndReason.dialBusy), (600, .dialBusy), (480, .dialNoAnswer), (408, .dialNoAnswer), (403, .dialRejected),
    (603, .dialRejected), (607, .dialRejected), (608, .dialRejected), (404, .dialFailed), (488, .dialFailed),
    (503, .dialFailed), (302, .dialFailed),
  ])
  func `a refusal is told with its reason, its code and a sentence`(status: Int, reason: EndReason) throws {
    let carrier = exchange.carrier(Trunk.officeHost, .refuses(SIPStatus(status)))
    _ = try exchange.place().get()
    exchange.run(500)
    let record = try #require(exchange.record)
    #expect(record.status == .failed)
    #expect(record.endReason == reason)
    #expect(record.endDetail?.sipCode == status)
    #expect(record.endDetail?.explanation?.isEmpty == false)
    #expect(record.startedAt == nil && record.endedAt != nil)
    #expect(carrier.calls.first?.has(.ack) == true)
    #expect(exchange.isIdle)
  }

  @Test func `whoever does not answer in time is rung no more`() throws {
    let carrier = exchange.carrier()
    _ = try exchange.place { $0.ringingTimeout = .seconds(20) }.get()
    exchange.run(19_500)
    let call = try #require(carrier.calls.first)
    #expect(!call.wasCancelled)
    exchange.run(1500)
    #expect(call.wasCancelled)
    let record = try #require(exchange.record)
    #expect(record.endReason == .dialNoAnswer)
    #expect(record.endDetail?.explanation?.contains("20 s") == true)
    #expect(exchange.isIdle)
  }

  @Test(.rfc(3261, "9.1")) func `an answer that crosses our CANCEL is acknowledged and hung up`() throws {
    let carrier = exchange.carrier()
    _ = try exchange.place { $0.ringingTimeout = .seconds(5) }.get()
    exchange.run(1000)
    let call = try #require(carrier.calls.first)
    call.answersWhenCancelled = true
    exchange.run(6000)
    #expect(call.wasCancelled)
    #expect(call.has(.ack))
    #expect(call.wasHungUp)
    #expect(exchange.isIdle)
  }

  @Test func `a call that is ended over the API while it rings is cancelled`() throws {
    let carrier = exchange.carrier()
    let id = try exchange.place().get()
    exchange.run(1000)
    #expect(exchange.end(id))
    exchange.run(500)
    #expect(carrier.calls.first?.wasCancelled == true)
    #expect(exchange.record?.endReason == .cancelled)
    #expect(exchange.isIdle)
  }

  @Test func `a shutdown cancels what rings and hangs up what talks`() throws {
    let carrier = exchange.carrier()
    _ = try exchange.place().get()
    exchange.run(500)
    carrier.manner = .answers
    _ = try exchange.place().get()
    exchange.run(1000)
    exchange.shutDown()
    exchange.run(1000)
    #expect(carrier.calls[0].wasCancelled)
    #expect(carrier.calls[1].wasHungUp)
    #expect(exchange.store.records.allSatisfy { $0.endReason == .serverShutdown })
    #expect(throws: OutboundRefusal.shuttingDown) { try exchange.place().get() }
    #expect(exchange.isIdle)
  }

  @Test(.lesson(94)) func `what is heard before the answer is not taken for the caller's words`() throws {
    let carrier = exchange.carrier()
    _ = try exchange.place().get()
    exchange.run(500)
    let call = try #require(carrier.calls.first)
    call.announce()
    call.sound.speaks = true
    exchange.run(4000)
    #expect(call.sound.packetsHeard > 100)
    call.sound.speaks = false
    call.answer()
    exchange.run(3000)
    #expect(exchange.transcript == ["agent: Hello, how can I help?"])
    #expect(!exchange.events.contains { $0.type == "turn.caller_began" })
  }

  @Test(.lesson(95)) func `silence while it rings for long does not end the call`() throws {
    let carrier = exchange.carrier()
    _ = try exchange.place { $0.ringingTimeout = .seconds(80) }.get()
    exchange.run(500)
    let call = try #require(carrier.calls.first)
    call.sound.sends = false
    call.announce()
    exchange.run(70_000)
    #expect(exchange.record?.status == .pending)
    call.sound.sends = true
    call.answer()
    exchange.run(3000)
    #expect(exchange.record?.status == .active)
  }

  @Test func `keys are dialled after the answer, with their pauses, before the first word`() throws {
    let carrier = exchange.carrier()
    _ = try exchange.place { $0.keys = try? KeySequence("1ww2") }.get()
    exchange.run(500)
    let call = try #require(carrier.calls.first)
    call.answer()
    exchange.run(4000)
    let answered = try #require(call.answeredAt)
    let keys = call.sound.keys
    #expect(keys.map(\.key) == ["1", "2"])
    #expect(keys[0].at - answered <= .milliseconds(60))
    // 100 ms of the first key, and one second.
    #expect(abs((keys[1].at - keys[0].at - .milliseconds(1100)).components.attoseconds) < 30_000_000_000_000_000)
    let greeted = try #require(call.sound.firstSound())
    #expect(greeted > keys[1].at)
  }

  // MARK: Which way

  private func secondTrunk(_ edit: (inout Trunk) -> Void = { _ in }) -> (Trunk, VirtualCarrier) {
    var trunk = Trunk(
      id: ID(ULID(high: 3, low: 33)), workspace: .office, name: "second", kind: .byoc, direction: .outbound,
      settings: TrunkSettings(sipAddress: "192.0.2.60"), createdAt: .distantPast, updatedAt: .distantPast)
    edit(&trunk)
    exchange.store.add(trunk)
    return (trunk, exchange.carrier("192.0.2.60", .answers))
  }

  @Test(arguments: [500, 502, 503, 504, 408])
  func `a way that fails is followed by the next`(status: Int) throws {
    let first = exchange.carrier(Trunk.officeHost, .refuses(SIPStatus(status)))
    let (trunk, second) = secondTrunk()
    _ = try exchange.place().get()
    exchange.run(2000)
    #expect(first.calls.count == 1)
    #expect(second.calls.count == 1)
    #expect(exchange.record?.status == .active)
    #expect(exchange.record?.trunk == trunk.id)
  }

  @Test(arguments: [486, 600, 603, 403, 404, 480, 488])
  func `whoever declined is not rung again`(status: Int) throws {
    _ = exchange.carrier(Trunk.officeHost, .refuses(SIPStatus(status)))
    let (_, second) = secondTrunk()
    _ = try exchange.place().get()
    exchange.run(2000)
    #expect(second.calls.isEmpty)
    #expect(exchange.record?.status == .failed)
  }

  @Test func `whoever was rung is not rung by another way, whatever came of it`() throws {
    let first = exchange.carrier()
    let (_, second) = secondTrunk()
    _ = try exchange.place().get()
    exchange.run(1000)
    try #require(first.calls.first).reply(500)
    exchange.run(1000)
    #expect(second.calls.isEmpty)
    #expect(exchange.record?.endReason == .dialFailed)
  }

  @Test func `a silent way is left after six seconds when there is another`() throws {
    let first = exchange.carrier(Trunk.officeHost, .silent)
    let (_, second) = secondTrunk()
    _ = try exchange.place().get()
    exchange.run(5500)
    #expect(first.calls.count == 1)
    #expect(second.calls.isEmpty)
    exchange.run(1500)
    #expect(second.calls.count == 1)
    #expect(exchange.record?.status == .active)
    // It wakes up after all: nobody is left ringing.
    first.calls[0].reply(100)
    exchange.run(200)
    #expect(first.calls[0].wasCancelled)
  }

  @Test(.rfc(3261, "8.2.6.1")) func `a trunk that says 100 has the call until the ringing timeout, and is left then`()
    throws
  {
    let first = exchange.carrier(Trunk.officeHost, .silent)
    let (_, second) = secondTrunk()
    _ = try exchange.place().get()
    exchange.run(500)
    try #require(first.calls.first).reply(100)
    exchange.run(15_000)
    #expect(second.calls.isEmpty)
    #expect(!first.calls[0].wasCancelled)
    exchange.run(16_000)
    #expect(first.calls[0].wasCancelled)
    #expect(second.calls.count == 1)
    #expect(exchange.record?.status == .active)
  }

  @Test func `a trunk that says nothing at all is called unreachable, not unanswered`() throws {
    _ = exchange.carrier(Trunk.officeHost, .silent)
    _ = try exchange.place().get()
    exchange.run(31_000)
    let record = try #require(exchange.record)
    #expect(record.endReason == .dialFailed)
    #expect(record.endDetail?.explanation?.contains("did not answer the INVITE") == true)
  }

  @Test func `a full trunk is passed over, and with all full the call is refused`() throws {
    let exchange = VirtualExchange {
      $0.sipAddress = Trunk.officeHost
      $0.maxConcurrentCalls = 1
    }
    let carrier = exchange.carrier(Trunk.officeHost, .answers)
    _ = try exchange.place().get()
    exchange.run(1000)
    #expect(throws: OutboundRefusal.self) { try exchange.place().get() }
    #expect(exchange.store.records.count == 1)
    carrier.calls[0].hangUp()
    exchange.run(200)
    _ = try exchange.place().get()
  }

  @Test func `calls leave no faster than the trunk takes them`() throws {
    let exchange = VirtualExchange {
      $0.sipAddress = Trunk.officeHost
      $0.maxCallsPerSecond = 2
    }
    let carrier = exchange.carrier(Trunk.officeHost, .answers)
    for _ in 0..<4 { _ = try exchange.place().get() }
    exchange.run(400)
    #expect(carrier.calls.count == 1)
    exchange.run(500)
    #expect(carrier.calls.count == 2)
    exchange.run(1000)
    #expect(carrier.calls.count == 4)
  }

  @Test func `numbers and the caller's header are written as the trunk wants them`() throws {
    let exchange = VirtualExchange {
      $0.sipAddress = Trunk.officeHost
      $0.numberFormat = .noPlus
      $0.callerIDHeader = .assertedIdentity
    }
    let carrier = exchange.carrier(Trunk.officeHost, .answers)
    _ = try exchange.place().get()
    exchange.run(500)
    let call = try #require(carrier.calls.first)
    #expect(call.called == "14155550777")
    #expect(call.caller == "14155550123")
    #expect(call.invites[0].headers["P-Asserted-Identity"]?.contains("14155550123@192.0.2.50") == true)
  }

  @Test(.rfc(3261, "22.2")) func `a carrier that asks for credentials gets them, once`() throws {
    let exchange = VirtualExchange {
      $0.sipAddress = Trunk.officeHost
      $0.authUsername = "trunk"
      $0.authPassword = "secret"
    }
    let carrier = exchange.carrier(
      Trunk.officeHost,
      .refuses(407, headers: [#"Proxy-Authenticate: Digest realm="carrier", nonce="1", algorithm=MD5, qop="auth""#]))
    _ = try exchange.place().get()
    exchange.run(500)
    let call = try #require(carrier.calls.first)
    try #require(call.invites.count == 2)
    #expect(call.invites[1].headers["Proxy-Authorization"]?.contains(#"username="trunk""#) == true)
    call.answer()
    exchange.run(500)
    #expect(exchange.record?.status == .active)
  }

  // MARK: What is refused

  @Test func `a call that is refused leaves no conversation and rings nobody`() throws {
    let carrier = exchange.carrier()
    #expect(throws: OutboundRefusal.agentMissing) {
      try exchange.place { $0.agent = ID(ULID(high: 9, low: 9)) }.get()
    }
    #expect(throws: OutboundRefusal.self) { try exchange.place { $0.callerID = E164("+14155550001") }.get() }
    #expect(throws: OutboundRefusal.self) { try exchange.place(to: "+19005550100").get() }
    #expect(throws: OutboundRefusal.self) { try exchange.place { $0.variables = ["system__x": 1] }.get() }
    exchange.run(500)
    #expect(exchange.store.records.isEmpty)
    #expect(carrier.calls.isEmpty)
    #expect(exchange.isIdle)
  }

  @Test func `a store that does not take the record rings nobody`() throws {
    let carrier = exchange.carrier()
    exchange.store.isReadOnly = true
    #expect(throws: MemoryStore.Failure.self) { try exchange.place().get() }
    exchange.run(500)
    #expect(carrier.calls.isEmpty)
    #expect(exchange.isIdle)
  }
}

/// Keys that an agent presses while it talks with somebody.
@Suite struct PressingTests {
  @Test func `the agent finds its way through a menu`() throws {
    var agent = Agent.receptionist
    agent.tools = [.system(.playKeypadTouchTone)]
    let exchange = VirtualExchange(agent: agent) { $0.sipAddress = Trunk.officeHost }
    exchange.engines.script.answers = { _ in
      [.toolCall(ToolCall(id: "1", name: "play_keypad_touch_tone", arguments: ["digits": "2W#"]))]
    }
    let carrier = exchange.carrier(Trunk.officeHost, .answers)
    _ = try exchange.place().get()
    exchange.run(4000)
    let call = try #require(carrier.calls.first)
    call.sound.speaks = true
    exchange.run(1000)
    call.sound.speaks = false
    exchange.run(5000)
    #expect(call.sound.keys.map(\.key) == ["2", "#"])
    let gap = try #require(call.sound.keys.last).at - call.sound.keys[0].at
    #expect(gap >= .milliseconds(1080) && gap <= .milliseconds(1140))
    #expect(exchange.events.contains { $0.type == "dtmf.sent" && $0.detail["keys"] == "2W#" })
    #expect(exchange.record?.status == .active)
  }
}
