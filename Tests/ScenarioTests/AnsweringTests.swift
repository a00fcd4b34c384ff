import Agents
import Exchange
import SIP
import Identifiers
import Testing
import TrunklineTesting
import WireTesting

@Suite struct AnsweringTests {
  let exchange = VirtualExchange()

  @Test(.lesson(43)) func `a caller hears it ring, is answered, and is greeted within 300 ms of the ACK`() throws {
    let caller = exchange.caller()
    caller.dial()
    exchange.run(2000)
    #expect(caller.statuses == [100, 180, 200])
    let acknowledged = try #require(caller.acknowledgedAt)
    let greeted = try #require(caller.sound.firstSound())
    #expect(greeted - acknowledged <= .milliseconds(300))
    #expect(exchange.record?.status == .active)
    #expect(exchange.transcript == ["agent: Hello, how can I help?"])
  }

  @Test func `the record is there before it rings, and active when it is answered`() throws {
    exchange.engines.script.synthesisTime = .seconds(2)
    let caller = exchange.caller()
    caller.dial()
    exchange.run(1000)
    #expect(caller.statuses == [100, 180])
    let ringing = try #require(exchange.record)
    #expect(ringing.status == .pending)
    #expect(ringing.fromNumber == "+14155550999")
    #expect(ringing.toNumber == VirtualExchange.number)
    #expect(ringing.callerIdentity == "Alice")
    exchange.run(2000)
    #expect(caller.statuses == [100, 180, 200])
    let active = try #require(exchange.record)
    #expect(active.status == .active)
    #expect(active.startedAt.map { $0 > active.createdAt } == true)
    #expect(active.dynamicVariables["system__called_number"] == .string(VirtualExchange.number))
    #expect(active.dynamicVariables["system__caller_id"] == "+14155550999")
  }

  @Test func `the ladder of a call begins with its INVITE and 100`() {
    let caller = exchange.answeredCaller()
    caller.hangUp()
    exchange.run(100)
    let ladder = exchange.events.filter { $0.type.hasPrefix("sip.") }.compactMap { event -> String? in
      guard let text = event.detail["message"]?.stringValue else { return nil }
      return "\(event.type == "sip.received" ? "<" : ">") \(text.prefix { $0 != " " })"
    }
    #expect(ladder.prefix(6) == ["< INVITE", "> 100", "> 180", "> 200", "< ACK", "< BYE"])
  }

  @Test(.rfc(3261, "13.3.1.4")) func `a 200 that is lost twice is sent again, and the call is fine`() {
    let caller = exchange.caller()
    var left = 2
    caller.loses = { message in
      guard case .response(let response) = message, response.status == 200, left > 0 else { return false }
      left -= 1
      return true
    }
    caller.dial()
    exchange.run(1000)
    #expect(caller.statuses == [100, 180])
    exchange.run(2000)
    #expect(caller.statuses == [100, 180, 200])
    #expect(exchange.transcript == ["agent: Hello, how can I help?"])
    exchange.run(33_000)
    #expect(caller.statuses == [100, 180, 200])
  }

  @Test(.lesson(34)) func `when the ACK is lost the agent begins at the caller's first packet`() throws {
    let caller = exchange.caller()
    caller.withholdsAcknowledgement = true
    caller.dial()
    exchange.run(1000)
    let answered = try #require(caller.time(of: 200))
    let greeted = try #require(caller.sound.firstSound())
    #expect(greeted - answered <= .milliseconds(300))
    caller.acknowledge()
    exchange.run(33_000)
    #expect(exchange.events.count { $0.type == "call.confirmed" } == 1)
    #expect(exchange.transcript.count { $0 == "agent: Hello, how can I help?" } == 1)
  }

  @Test(.rfc(3261, "13.3.1.4")) func `a caller who never acknowledges and never speaks leaves a failed record`() {
    let caller = exchange.caller()
    caller.withholdsAcknowledgement = true
    caller.sound.sends = false
    caller.dial()
    exchange.run(34_000)
    #expect(exchange.record?.status == .failed)
    #expect(exchange.record?.endReason == .dialFailed)
    #expect(exchange.record?.endDetail?.sipReason?.contains("no ACK") == true)
    #expect(caller.wasHungUp)
    #expect(exchange.isIdle)
  }

  @Test(.rfc(3261, "15")) func `a call that is ended before its ACK came is not sent BYE until it comes`() throws {
    let caller = exchange.caller()
    caller.withholdsAcknowledgement = true
    caller.dial()
    exchange.run(1000)
    #expect(exchange.end(try #require(exchange.record).id))
    exchange.run(200)
    #expect(!caller.wasHungUp)
    #expect(exchange.record?.endReason == .agentEnded)
    caller.acknowledge()
    exchange.run(100)
    #expect(caller.wasHungUp)
    #expect(exchange.isIdle)
  }

  @Test(.rfc(3261, "13.3.1.4")) func `a conversation whose ACK never comes ends after 32 s, and what was said stays`() {
    var agent = Agent.receptionist
    agent.turnHandling.inactivityTimeoutSeconds = 600
    let exchange = VirtualExchange(agent: agent)
    let caller = exchange.caller()
    caller.withholdsAcknowledgement = true
    caller.dial()
    exchange.run(31_000)
    #expect(!caller.wasHungUp)
    exchange.run(3000)
    #expect(caller.wasHungUp)
    #expect(exchange.record?.status == .completed)
    #expect(exchange.record?.endDetail?.sipReason?.contains("no ACK") == true)
    #expect(exchange.transcript.first == "agent: Hello, how can I help?")
    #expect(exchange.isIdle)
  }

  @Test func `two calls to one number get two rooms and two conversations`() {
    let first = exchange.caller()
    let second = exchange.caller(from: "+14155550888")
    first.dial()
    second.dial()
    exchange.run(2000)
    #expect(first.sound.firstSound() != nil)
    #expect(second.sound.firstSound() != nil)
    let rooms = exchange.store.records.map(\.roomName)
    #expect(Set(rooms).count == 2)
    #expect(rooms.allSatisfy { $0.hasPrefix(VirtualExchange.number + "_") })
    exchange.says(first, for: 800)
    exchange.run(2000)
    first.hangUp()
    exchange.run(100)
    #expect(exchange.callCount == 1)
    let messages = exchange.store.records.map { exchange.store.messages(of: $0.id).count }
    #expect(messages == [3, 1])
  }
}
