import SIP
import Testing
import WireTesting

struct InviteClientTransactionTests {
  let invite: SIPRequest

  init() throws {
    invite = try request(
      """
      INVITE sip:bob@biloxi.example.com SIP/2.0
      Via: SIP/2.0/UDP pc33.atlanta.example.com;branch=z9hG4bKkjshdyff
      Route: <sip:proxy.example.com;lr>
      To: Bob <sip:bob@biloxi.example.com>
      From: Alice <sip:alice@atlanta.example.com>;tag=88sja8x
      Max-Forwards: 70
      Call-ID: 987asjd97y7atg
      CSeq: 986759 INVITE


      """)
  }

  @Test(.rfc(3261, "17.1.1.2"))
  func `an unanswered INVITE on UDP is sent again at 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s, and fails at 32 s`() {
    var transaction = InviteClientTransaction(request: invite, isReliable: false, at: .zero)
    var times: [Duration] = []
    while let deadline = transaction.deadline {
      let effects = transaction.deadlineReached(at: deadline)
      if effects == [.send(invite)] {
        times.append(deadline)
      } else {
        #expect(effects == [.fail(.timedOut)])
        #expect(deadline == .seconds(32))
      }
    }
    #expect(times == [0.5, 1.5, 3.5, 7.5, 15.5, 31.5].map { .seconds($0) })
  }

  @Test(.rfc(3261, "17.1.1.2")) func `on TCP it is sent once and fails at 32 s`() {
    var transaction = InviteClientTransaction(request: invite, isReliable: true, at: .zero)
    #expect(transaction.deadline == .seconds(32))
    #expect(transaction.deadlineReached(at: .seconds(32)) == [.fail(.timedOut)])
  }

  @Test(.rfc(3261, "17.1.1.2")) func `a provisional response ends the repeats for good`() {
    var transaction = InviteClientTransaction(request: invite, isReliable: false, at: .zero)
    let ringing = SIPResponse(status: 180)
    #expect(transaction.receive(ringing, at: .zero) == [.deliver(ringing)])
    #expect(transaction.receive(ringing, at: .zero) == [.deliver(ringing)])
    #expect(transaction.deadline == nil)
  }

  @Test(.rfc(3261, "17.1.1.3")) func `a refusal is acknowledged with the branch, route and number of the INVITE`()
    throws
  {
    var transaction = InviteClientTransaction(request: invite, isReliable: false, at: .zero)
    let busy = SIPResponse(answering: invite, 486, toTag: "99sa0xk")
    let effects = transaction.receive(busy, at: .seconds(1))
    guard case .send(let ack) = effects.first else {
      Issue.record("no ACK")
      return
    }
    #expect(effects.last == .deliver(busy))
    #expect(ack.method == .ack)
    #expect(ack.uri == invite.uri)
    #expect(ack.headers.elements(.via) == invite.headers.elements(.via))
    #expect(ack.headers[.to] == "Bob <sip:bob@biloxi.example.com>;tag=99sa0xk")
    #expect(ack.headers[.cSeq] == "986759 ACK")
    #expect(ack.headers[.route] == "<sip:proxy.example.com;lr>")
    #expect(transaction.receive(busy, at: .seconds(2)) == [.send(ack)])
    #expect(transaction.deadline == .seconds(33))
    #expect(transaction.deadlineReached(at: .seconds(33)).isEmpty)
    #expect(transaction.state == .terminated)
  }

  @Test(.rfc(6026, "7.2")) func `every 2xx is passed up until Timer M, and none is acknowledged here`() {
    var transaction = InviteClientTransaction(request: invite, isReliable: false, at: .zero)
    let ok = SIPResponse(status: 200)
    #expect(transaction.receive(ok, at: .zero) == [.deliver(ok)])
    #expect(transaction.receive(ok, at: .seconds(3)) == [.deliver(ok)])
    #expect(transaction.receive(SIPResponse(status: 486), at: .seconds(3)).isEmpty)
    #expect(transaction.deadline == .seconds(32))
  }

  @Test(.rfc(3261, "17.1.4")) func `a transport error fails it at once`() {
    var transaction = InviteClientTransaction(request: invite, isReliable: true, at: .zero)
    #expect(transaction.transportFailed() == [.fail(.transport)])
    #expect(transaction.state == .terminated)
  }

  @Test(.rfc(3261, "9.1")) func `a CANCEL has the branch, number and To of its INVITE`() {
    let cancel = invite.cancellation()
    #expect(cancel.method == .cancel)
    #expect(cancel.headers.elements(.via) == invite.headers.elements(.via))
    #expect(cancel.headers[.to] == invite.headers[.to])
    #expect(cancel.headers[.cSeq] == "986759 CANCEL")
  }
}
