import Agents
import Exchange
import Identifiers
import Testing
import TrunklineTesting
import WireTesting

@Suite struct EndingTests {
  let exchange = VirtualExchange()

  @Test func `the caller hangs up: completed, with what its BYE said`() {
    let caller = exchange.answeredCaller()
    exchange.run(1000)
    caller.hangUp(headers: ["Reason: Q.850;cause=16;text=\"Normal call clearing\""])
    exchange.run(100)
    #expect(exchange.record?.status == .completed)
    #expect(exchange.record?.endReason == .callerHangup)
    #expect(exchange.record?.endDetail?.carrierCode == "16")
    #expect(exchange.record?.messageCount == 1)
    #expect(caller.wasHungUp == false)
    #expect(exchange.isIdle)
  }

  @Test func `hanging up in the middle of a sentence keeps what was heard of it`() {
    let caller = exchange.answeredCaller()
    exchange.run(160)
    caller.hangUp()
    exchange.run(100)
    #expect(exchange.transcript == ["agent: Hello, how —"])
  }

  @Test(.rfc(3261, "9.2")) func `a CANCEL while it rings is 487 and leaves a failed record`() {
    exchange.engines.script.synthesisTime = .seconds(5)
    let caller = exchange.caller()
    caller.dial()
    exchange.run(500)
    caller.cancel()
    exchange.run(6000)
    #expect(caller.statuses == [100, 180, 200, 487])
    #expect(exchange.record?.status == .failed)
    #expect(exchange.record?.endReason == .cancelled)
    #expect(exchange.isIdle)
  }

  @Test func `end_call hangs up after its goodbye was played`() throws {
    exchange.engines.script.hears = "Goodbye."
    exchange.engines.script.answers = { _ in
      [.toolCall(ToolCall(id: "1", name: "end_call", arguments: ["message": "Goodbye and thank you."]))]
    }
    let caller = exchange.answeredCaller()
    exchange.run(1000)
    exchange.says(caller, for: 600)
    exchange.run(4000)
    #expect(exchange.transcript.suffix(2) == ["user: Goodbye.", "agent: Goodbye and thank you."])
    #expect(exchange.record?.status == .completed)
    #expect(exchange.record?.endReason == .agentEnded)
    #expect(caller.wasHungUp)
    let begun = try #require(caller.sound.firstSound(after: exchange.now - .milliseconds(4000)))
    let loud = caller.sound.heard.count { $0.at >= begun && $0.isLoud }
    // 22 characters of 20 ms each, all of them heard.
    #expect(loud >= 22)
    #expect(exchange.isIdle)
  }

  @Test func `a silent caller is asked twice, then the call ends`() {
    let caller = exchange.answeredCaller()
    exchange.run(40_000)
    let phrases = Phrases()
    #expect(
      exchange.transcript.dropFirst() == [
        "agent: \(phrases.stillThere)", "agent: \(phrases.stillListening)", "agent: \(phrases.nobodyThere)",
      ])
    #expect(exchange.record?.endReason == .inactivityTimeout)
    #expect(caller.wasHungUp)
    #expect(exchange.isIdle)
  }

  @Test func `a call that has its length ends with a sentence`() {
    var agent = Agent.receptionist
    agent.maxCallDurationSeconds = 60
    agent.turnHandling.inactivityTimeoutSeconds = 600
    let exchange = VirtualExchange(agent: agent)
    let caller = exchange.answeredCaller()
    exchange.run(59_000)
    #expect(!caller.wasHungUp)
    exchange.run(5000)
    #expect(exchange.transcript.last == "agent: \(Phrases().timeIsUp)")
    #expect(exchange.record?.endReason == .maxDurationReached)
    #expect(caller.wasHungUp)
  }

  @Test func `no packets for 30 s end the call`() {
    var agent = Agent.receptionist
    agent.turnHandling.inactivityTimeoutSeconds = 600
    let exchange = VirtualExchange(agent: agent)
    let caller = exchange.answeredCaller()
    exchange.run(2000)
    caller.sound.sends = false
    exchange.run(29_900)
    #expect(!caller.wasHungUp)
    exchange.run(200)
    #expect(caller.wasHungUp)
    #expect(exchange.record?.status == .completed)
    #expect(exchange.record?.endReason == .mediaTimeout)
  }

  @Test func `the API ends a call with BYE, and one that rings with 480`() throws {
    let caller = exchange.answeredCaller()
    exchange.run(1000)
    #expect(exchange.end(try #require(exchange.record).id))
    exchange.run(100)
    #expect(caller.wasHungUp)
    #expect(exchange.record?.endReason == .agentEnded)
    #expect(exchange.end(try #require(exchange.record).id) == false)

    exchange.engines.script.synthesisTime = .seconds(5)
    let ringing = exchange.caller()
    ringing.dial()
    exchange.run(200)
    #expect(exchange.end(try #require(exchange.record).id))
    exchange.run(100)
    #expect(ringing.statuses == [100, 180, 480])
    #expect(exchange.record?.status == .failed)
    #expect(exchange.isIdle)
  }

  @Test func `a shutdown hangs up every call and takes no more`() {
    let first = exchange.answeredCaller()
    let second = exchange.answeredCaller()
    exchange.engines.script.synthesisTime = .seconds(5)
    let ringing = exchange.caller()
    ringing.dial()
    exchange.run(200)
    exchange.shutDown()
    let late = exchange.caller()
    late.dial()
    exchange.run(200)
    #expect(first.wasHungUp)
    #expect(second.wasHungUp)
    #expect(ringing.statuses == [100, 180, 503])
    #expect(late.statuses.last == 503)
    #expect(exchange.store.records.map(\.endReason) == [.serverShutdown, .serverShutdown, .serverShutdown])
    #expect(exchange.store.records.map(\.status) == [.completed, .completed, .failed])
    #expect(exchange.isIdle)
  }

  @Test func `a store that fails while a call goes on loses nothing once it is back`() throws {
    let caller = exchange.answeredCaller()
    exchange.run(1000)
    exchange.store.isReadOnly = true
    exchange.says(caller, for: 600)
    exchange.run(3000)
    #expect(exchange.transcript == ["agent: Hello, how can I help?"])
    caller.hangUp()
    exchange.run(5000)
    #expect(exchange.record?.status == .active)
    exchange.store.isReadOnly = false
    exchange.run(20_000)
    #expect(
      exchange.transcript == ["agent: Hello, how can I help?", "user: What time is it?", "agent: It is noon."])
    #expect(exchange.record?.status == .completed)
    #expect(exchange.record?.endReason == .callerHangup)
    let times = exchange.events.map(\.at)
    #expect(times == times.sorted())
    #expect(exchange.isIdle)
  }
}
