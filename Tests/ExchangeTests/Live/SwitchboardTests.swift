import Carriers
import Exchange
import Identifiers
import Testing
import TrunklineTesting

@Suite struct SwitchboardTests {
  @Test func `it knows its calls while they last, ringing ones too`() {
    let exchange = VirtualExchange()
    exchange.engines.script.synthesisTime = .seconds(1)
    #expect(exchange.callCount == 0)
    let caller = exchange.caller()
    caller.dial()
    exchange.run(200)
    #expect(exchange.callCount == 1)
    exchange.run(2000)
    #expect(exchange.callCount == 1)
    caller.hangUp()
    exchange.run(100)
    #expect(exchange.callCount == 0)
  }

  @Test func `only a call in progress can be ended`() throws {
    let exchange = VirtualExchange()
    #expect(!exchange.end(ID(ULID(high: 8, low: 8))))
    let first = exchange.answeredCaller()
    let record = try #require(exchange.record).id
    let second = exchange.answeredCaller()
    #expect(exchange.end(record))
    exchange.run(100)
    #expect(first.wasHungUp)
    #expect(!second.wasHungUp)
    #expect(!exchange.end(record))
    #expect(exchange.callCount == 1)
  }

  @Test func `a call that is refused is forgotten at once and counts for nothing`() {
    let exchange = VirtualExchange(agent: nil, settings: ExchangeSettings(maxCalls: 1))
    for _ in 0..<3 {
      let caller = exchange.caller()
      caller.dial()
      exchange.run(100)
      #expect(caller.statuses == [100, 480])
    }
    #expect(exchange.callCount == 0)
  }

  @Test func `a trunk's calls are counted while they last`() {
    let exchange = VirtualExchange { $0.maxConcurrentCalls = 2 }
    let first = exchange.answeredCaller()
    _ = exchange.answeredCaller()
    #expect(exchange.answeredCaller().statuses == [100, 503])
    first.hangUp()
    exchange.run(100)
    #expect(exchange.answeredCaller().statuses == [100, 180, 200])
  }

  @Test func `many calls at once each get their own answer, record and end`() {
    let exchange = VirtualExchange()
    let callers = (0..<8).map { exchange.caller(from: "+1415555\(1000 + $0)") }
    for caller in callers { caller.dial() }
    exchange.run(1000)
    #expect(callers.allSatisfy { $0.statuses == [100, 180, 200] })
    #expect(Set(exchange.store.records.map(\.fromNumber)).count == 8)
    for caller in callers { caller.hangUp() }
    exchange.run(200)
    #expect(exchange.store.records.allSatisfy { $0.endReason == .callerHangup && $0.messageCount == 1 })
    #expect(exchange.isIdle)
  }
}
