import Agents
import Carriers
import Exchange
import SIP
import Testing
import TrunklineTesting
import WireTesting

@Suite struct RefusalTests {
  /// Who may call the trunk: nobody by address, anybody with the password.
  static func guarded(_ trunk: inout Trunk) {
    trunk.allowedAddresses = [AddressRange("203.0.113.0/24")].compactMap { $0 }
    trunk.authUsername = "pbx"
    trunk.authPassword = "secret"
  }

  @Test func `an unknown number is 404 and leaves no record`() {
    let exchange = VirtualExchange()
    let caller = exchange.caller(dials: "+14155550000")
    caller.dial()
    exchange.run(200)
    #expect(caller.statuses == [100, 404])
    #expect(exchange.store.records.isEmpty)
    #expect(exchange.isIdle)
  }

  @Test func `a number without an agent is 480 and leaves a failed record`() {
    let exchange = VirtualExchange(agent: nil)
    let caller = exchange.caller()
    caller.dial()
    exchange.run(200)
    #expect(caller.statuses == [100, 480])
    #expect(exchange.record?.status == .failed)
    #expect(exchange.record?.endReason == .dialFailed)
    #expect(exchange.record?.endDetail == EndDetail(sipCode: 480, sipReason: "No agent answers this number"))
    #expect(exchange.isIdle)
  }

  @Test(.lesson(47)) func `a stranger is 403, whatever number is dialled`() {
    let exchange = VirtualExchange { $0.allowedAddresses = [AddressRange("203.0.113.1")].compactMap { $0 } }
    let known = exchange.caller()
    let unknown = exchange.caller(dials: "+14155550000")
    let allowed = exchange.caller(host: "203.0.113.1")
    for caller in [known, unknown, allowed] {
      caller.dial()
      exchange.run(200)
    }
    #expect(known.statuses == [100, 403])
    #expect(unknown.statuses == [100, 403])
    #expect(allowed.statuses == [100, 180, 200])
  }

  @Test(.rfc(3261, "22.2")) func `the right password is answered, after one challenge`() {
    let exchange = VirtualExchange(trunk: Self.guarded)
    let caller = exchange.caller()
    caller.credentials = ("pbx", "secret")
    caller.dial()
    exchange.run(1000)
    #expect(caller.statuses == [100, 401, 100, 180, 200])
    #expect(caller.sound.firstSound() != nil)
    #expect(exchange.store.records.count == 1)
  }

  @Test func `a wrong password is 403`() {
    let exchange = VirtualExchange(trunk: Self.guarded)
    let caller = exchange.caller()
    caller.credentials = ("pbx", "guess")
    caller.dial()
    exchange.run(1000)
    #expect(caller.statuses == [100, 401, 100, 403])
    #expect(exchange.isIdle)
  }

  @Test func `a call beyond the most that the server takes is 503 and told when to try again`() {
    let exchange = VirtualExchange(settings: ExchangeSettings(maxCalls: 1))
    let first = exchange.answeredCaller()
    let second = exchange.caller()
    second.dial()
    exchange.run(200)
    #expect(second.statuses == [100, 503])
    #expect(second.response(503)?.headers["Retry-After"] == "5")
    first.hangUp()
    exchange.run(200)
    let third = exchange.answeredCaller()
    #expect(third.statuses == [100, 180, 200])
  }

  @Test(.lesson(101)) func `a call beyond the trunk's limit is 503 and recorded as over capacity`() {
    let exchange = VirtualExchange { $0.maxConcurrentCalls = 1 }
    _ = exchange.answeredCaller()
    let second = exchange.caller()
    second.dial()
    exchange.run(200)
    #expect(second.statuses == [100, 503])
    #expect(exchange.record?.endReason == .overCapacity)
  }

  @Test func `of two calls that come at once to a trunk for one, one is answered`() {
    let exchange = VirtualExchange { $0.maxConcurrentCalls = 1 }
    let callers = [exchange.caller(), exchange.caller()]
    for caller in callers { caller.dial() }
    exchange.run(500)
    #expect(callers.map { $0.statuses.contains(503) }.filter { $0 }.count == 1)
  }

  @Test func `a call for which no media port is free is 503 and recorded as over capacity`() {
    let exchange = VirtualExchange(ports: 1)
    _ = exchange.answeredCaller()
    let second = exchange.caller()
    second.dial()
    exchange.run(200)
    #expect(second.statuses == [100, 503])
    #expect(exchange.record?.status == .failed)
    #expect(exchange.record?.endReason == .overCapacity)
    #expect(exchange.callCount == 1)
  }

  @Test(.lesson(48), arguments: [true, false])
  func `a call whose record cannot be opened is 503 before it rings`(canRead: Bool) {
    let exchange = VirtualExchange()
    if canRead { exchange.store.isReadOnly = true } else { exchange.store.isDown = true }
    let caller = exchange.caller()
    caller.dial()
    exchange.run(200)
    #expect(caller.statuses == [100, 503])
    #expect(caller.response(503)?.headers["Retry-After"] != nil)
    #expect(exchange.isIdle)
  }

  @Test func `an agent that cannot speak is 480 with the agent's error`() {
    let exchange = VirtualExchange()
    exchange.engines.script.synthesizer = .fails
    let caller = exchange.caller()
    caller.dial()
    exchange.run(500)
    #expect(caller.statuses == [100, 180, 480])
    #expect(exchange.record?.endReason == .agentError)
    #expect(exchange.isIdle)
  }

  @Test func `an agent that never gets ready is 480 after 20 s of ringing`() throws {
    let exchange = VirtualExchange()
    exchange.engines.script.synthesizer = .hangs
    let caller = exchange.caller()
    let dialled = exchange.now
    caller.dial()
    exchange.run(21_000)
    #expect(caller.statuses == [100, 180, 480])
    #expect(try #require(caller.time(of: 480)) - dialled == .seconds(20))
    #expect(exchange.record?.status == .failed)
    #expect(exchange.record?.endReason == .agentError)
    #expect(exchange.isIdle)
  }
}
