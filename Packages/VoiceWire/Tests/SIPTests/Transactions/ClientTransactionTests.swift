import SIP
import Testing
import WireTesting

struct ClientTransactionTests {
  let bye = SIPRequest(method: .bye, uri: SIPURI(host: "h"))

  @Test(.rfc(3261, "17.1.2.2")) func `an unanswered request on UDP doubles its waits up to T2 and fails at 32 s`() {
    var transaction = ClientTransaction(request: bye, isReliable: false, at: .zero)
    var times: [Duration] = []
    while let deadline = transaction.deadline {
      let effects = transaction.deadlineReached(at: deadline)
      if effects == [.send(bye)] { times.append(deadline) } else { #expect(effects == [.fail(.timedOut)]) }
    }
    #expect(times == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5].map { .seconds($0) })
  }

  @Test(.rfc(3261, "17.1.2.2")) func `after a provisional response it is sent each T2`() {
    var transaction = ClientTransaction(request: bye, isReliable: false, at: .zero)
    _ = transaction.receive(SIPResponse(status: 100), at: .milliseconds(100))
    #expect(transaction.deadlineReached(at: .milliseconds(500)) == [.send(bye)])
    #expect(transaction.deadline == .milliseconds(4500))
  }

  @Test(.rfc(3261, "17.1.2.2")) func `the final response is passed up once; repeats are absorbed for T4 on UDP only`() {
    let ok = SIPResponse(status: 200)
    var udp = ClientTransaction(request: bye, isReliable: false, at: .zero)
    #expect(udp.receive(ok, at: .seconds(1)) == [.deliver(ok)])
    #expect(udp.receive(ok, at: .seconds(2)).isEmpty)
    #expect(udp.deadline == .seconds(6))
    _ = udp.deadlineReached(at: .seconds(6))
    #expect(udp.state == .terminated)
    var tcp = ClientTransaction(request: bye, isReliable: true, at: .zero)
    _ = tcp.receive(ok, at: .zero)
    #expect(tcp.state == .terminated)
  }

  @Test(.rfc(3261, "17.1.4")) func `a transport error fails it once`() {
    var transaction = ClientTransaction(request: bye, isReliable: true, at: .zero)
    #expect(transaction.transportFailed() == [.fail(.transport)])
    #expect(transaction.transportFailed().isEmpty)
  }
}
