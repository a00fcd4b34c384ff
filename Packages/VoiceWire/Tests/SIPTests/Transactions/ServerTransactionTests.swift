import SIP
import Testing
import WireTesting

struct ServerTransactionTests {
  let ok = SIPResponse(status: 200)

  @Test(.rfc(3261, "17.2.2")) func `a repeated request gets nothing, then the provisional, then the final response`() {
    var transaction = ServerTransaction(isReliable: false)
    #expect(transaction.receiveRepeat() == nil)
    let trying = SIPResponse(status: 100)
    #expect(transaction.respond(trying, at: .zero) == true)
    #expect(transaction.receiveRepeat() == trying)
    #expect(transaction.respond(ok, at: .zero) == true)
    #expect(transaction.receiveRepeat() == ok)
    #expect(transaction.respond(SIPResponse(status: 500), at: .zero) == false)
  }

  @Test(.rfc(3261, "17.2.2")) func `Timer J is 64·T1 on UDP and none on TCP`() {
    var udp = ServerTransaction(isReliable: false)
    _ = udp.respond(ok, at: .seconds(1))
    #expect(udp.deadline == .seconds(33))
    udp.deadlineReached(at: .seconds(33))
    #expect(udp.state == .terminated)
    var tcp = ServerTransaction(isReliable: true)
    _ = tcp.respond(ok, at: .zero)
    #expect(tcp.state == .terminated)
  }
}
