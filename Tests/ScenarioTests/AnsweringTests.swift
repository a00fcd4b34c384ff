import Exchange
import Testing
import TrunklineTesting

@Suite struct AnsweringTests {
  @Test func `a caller hears it ring, is answered, and is greeted within 300 ms of the ACK`() throws {
    let exchange = VirtualExchange()
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
}
