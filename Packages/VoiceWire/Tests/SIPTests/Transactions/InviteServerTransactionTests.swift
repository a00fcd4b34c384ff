import SIP
import Testing
import WireTesting

struct InviteServerTransactionTests {
  let ok = SIPResponse(status: 200)
  let busy = SIPResponse(status: 486)
  let ringing = SIPResponse(status: 180)
  let invite = SIPRequest(method: .invite, uri: SIPURI(host: "h"))
  let ack = SIPRequest(method: .ack, uri: SIPURI(host: "h"))

  @Test(.rfc(3261, "17.2.1")) func `a repeated INVITE gets the last provisional response`() {
    var transaction = InviteServerTransaction(isReliable: false)
    #expect(transaction.receive(invite, at: .zero).isEmpty)
    _ = transaction.respond(ringing, at: .zero)
    #expect(transaction.receive(invite, at: .zero) == [.send(ringing)])
  }

  @Test(.rfc(3261, "17.2.1"))
  func `a refusal on UDP is sent again at 0.5, 1.5, 3.5, 7.5 s and each 4 s, and given up at 32 s`() {
    var transaction = InviteServerTransaction(isReliable: false)
    #expect(transaction.respond(busy, at: .zero) == [.send(busy)])
    var times: [Duration] = []
    while let deadline = transaction.deadline {
      let effects = transaction.deadlineReached(at: deadline)
      if effects == [.send(busy)] { times.append(deadline) } else { #expect(effects == [.unacknowledged]) }
    }
    #expect(times == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5].map { .seconds($0) })
    #expect(transaction.state == .terminated)
  }

  @Test(.rfc(3261, "17.2.1")) func `the ACK ends the repeats, and its own repeats are absorbed for T4`() {
    var transaction = InviteServerTransaction(isReliable: false)
    _ = transaction.respond(busy, at: .zero)
    #expect(transaction.receive(ack, at: .seconds(1)).isEmpty)
    #expect(transaction.state == .confirmed(until: .seconds(6)))
    #expect(transaction.receive(ack, at: .seconds(2)).isEmpty)
    #expect(transaction.deadlineReached(at: .seconds(6)).isEmpty)
    #expect(transaction.state == .terminated)
  }

  @Test(.rfc(3261, "17.2.1"), .lesson(32)) func `on TCP a refusal is sent once and Timer I does not run`() {
    var transaction = InviteServerTransaction(isReliable: true)
    _ = transaction.respond(busy, at: .zero)
    #expect(transaction.deadline == .seconds(32))
    _ = transaction.receive(ack, at: .seconds(1))
    #expect(transaction.state == .terminated)
  }

  @Test(.rfc(6026, "7.1")) func `after a 2xx repeated INVITEs are absorbed, 2xx and ACK pass, until Timer L`() {
    var transaction = InviteServerTransaction(isReliable: false)
    _ = transaction.respond(ok, at: .zero)
    #expect(transaction.receive(invite, at: .seconds(1)).isEmpty)
    #expect(transaction.respond(ok, at: .seconds(1)) == [.send(ok)])
    #expect(transaction.respond(busy, at: .seconds(1)).isEmpty)
    #expect(transaction.receive(ack, at: .seconds(1)) == [.deliver(acknowledgement: ack)])
    #expect(transaction.deadline == .seconds(32))
    #expect(transaction.deadlineReached(at: .seconds(32)).isEmpty)
    #expect(transaction.state == .terminated)
  }
}
