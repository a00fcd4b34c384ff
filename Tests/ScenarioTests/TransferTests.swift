import Agents
import Exchange
import Identifiers
import SIP
import Testing
import TrunklineTesting
import WireTesting

@Suite struct TransferTests {
  private func exchange() -> VirtualExchange {
    var agent = Agent.receptionist
    agent.tools = [
      .system(.transferToNumber([TransferTarget(.number(E164("+14155550177")!), condition: "they ask for a person")]))
    ]
    let exchange = VirtualExchange(agent: agent)
    exchange.engines.script.hears = "A person please."
    exchange.engines.script.answers = { request in
      if case .toolResult(_, let result)? = request.turns.last { return [.text(result)] }
      return [
        .text("One moment."),
        .toolCall(ToolCall(id: "1", name: "transfer_to_number", arguments: ["number": "+14155550177"])),
      ]
    }
    return exchange
  }

  /// A caller who has asked for a person, and was told to wait.
  private func askingCaller(_ exchange: VirtualExchange) -> VirtualCaller {
    let caller = exchange.answeredCaller()
    exchange.run(1000)
    exchange.says(caller, for: 600)
    exchange.run(3000)
    return caller
  }

  @Test(.rfc(3515, "2.4.1")) func `a caller is put through by REFER, and the record says so`() throws {
    let exchange = exchange()
    let caller = askingCaller(exchange)
    let refer = try #require(caller.requests(.refer).first)
    #expect(refer.headers["Refer-To"] == "<sip:+14155550177@192.0.2.10>")
    #expect(refer.headers["Referred-By"] != nil)
    caller.reportReferral("100 Trying", isLast: false)
    exchange.run(500)
    #expect(exchange.record?.status == .active)
    caller.reportReferral("200 OK", isLast: true)
    exchange.run(500)
    #expect(!caller.wasHungUp)
    exchange.run(1000)
    #expect(caller.wasHungUp)
    #expect(exchange.record?.status == .completed)
    #expect(exchange.record?.endReason == .transferred)
    #expect(
      exchange.events.map(\.type).filter { $0.hasPrefix("transfer") } == [
        "transfer.started", "transfer.accepted", "transfer.progress", "transfer.succeeded",
      ])
    #expect(exchange.isIdle)
  }

  @Test(.lesson(71), .lesson(74)) func `a target that is busy brings the caller back to the agent, who knows why`() {
    let exchange = exchange()
    let caller = askingCaller(exchange)
    caller.reportReferral("486 Busy Here", isLast: true)
    exchange.run(6000)
    #expect(!caller.wasHungUp)
    #expect(exchange.transcript.last?.contains("486 Busy Here") == true)
    caller.hangUp()
    exchange.run(200)
    #expect(exchange.record?.endReason == .callerHangup)
  }

  @Test(.lesson(74)) func `a carrier that does not transfer is told to the agent`() {
    let exchange = exchange()
    let caller = exchange.answeredCaller()
    caller.referralStatus = 603
    exchange.run(1000)
    exchange.says(caller, for: 600)
    exchange.run(8000)
    #expect(exchange.transcript.last?.contains("603") == true)
    #expect(exchange.record?.status == .active)
  }

  @Test(.lesson(72)) func `a BYE before the last NOTIFY means that the caller was taken away`() {
    let exchange = exchange()
    let caller = askingCaller(exchange)
    caller.hangUp()
    exchange.run(200)
    #expect(exchange.record?.endReason == .transferred)
    let tools = exchange.record.map { exchange.store.messages(of: $0.id) }?.filter { $0.role == .tool } ?? []
    #expect(tools.map(\.content) == ["The caller left while being put through to +14155550177."])
    #expect(exchange.isIdle)
  }
}
