import SIP
import Testing
import TrunklineTesting

@testable import Calls

@Suite struct EarlySignalsTests {
  private func line(_ text: String) -> SignalLine {
    SignalLine(direction: .received, summary: text, sequence: "1 INVITE", peer: "udp 192.0.2.10:5060")
  }

  @Test func `a leg's lines are taken once, oldest first`() {
    var early = EarlySignals()
    early.keep(line("INVITE"), of: LegID(1))
    early.keep(line("OPTIONS"), of: LegID(2))
    early.keep(line("100"), of: LegID(1))
    #expect(early.take(LegID(1)).map(\.summary) == ["INVITE", "100"])
    #expect(early.take(LegID(1)).isEmpty)
    #expect(early.take(LegID(2)).map(\.summary) == ["OPTIONS"])
  }

  @Test func `few lines of few legs are kept, the newest legs and the oldest lines`() {
    var early = EarlySignals()
    for leg in 0...UInt64(EarlySignals.legLimit) {
      for index in 0...EarlySignals.lineLimit { early.keep(line("\(index)"), of: LegID(leg)) }
    }
    #expect(early.take(LegID(0)).isEmpty)
    #expect(early.take(LegID(1)).map(\.summary) == (0..<EarlySignals.lineLimit).map(String.init))
  }

  @Test func `a call's first events are its INVITE and 100`() async throws {
    let sip = VirtualSIP(traces: true)
    let phone = Phone(
      legs: sip, servers: sip, media: ScriptedMediaDesk(),
      settings: PhoneSettings(
        nonceSecret: Array(repeating: 7, count: 16), hash: toyHash, mediaAddress: { _ in "198.51.100.1" },
        clock: { sip.now }))
    sip.connect(phone)
    sip.receive(try ScriptedPhone().invite())
    var calls = phone.incoming.makeAsyncIterator()
    let call = try #require(await calls.next()).call
    call.ring()
    var summaries: [String] = []
    for await event in call.events {
      if case .signalled(let line) = event { summaries.append(String(line.summary.prefix { $0 != " " })) }
      if summaries.count == 3 { break }
    }
    #expect(summaries == ["INVITE", "100", "180"])
  }
}
