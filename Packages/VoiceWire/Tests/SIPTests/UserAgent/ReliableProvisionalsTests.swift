import Testing
import WireTesting

@testable import SIP

struct ReliableProvisionalsTests {
  var reliable = ReliableProvisionals(firstNumber: 7, timers: TransactionTimers())

  @Test(.rfc(3262, "3")) mutating func `a second one waits for the PRACK of the first, and has the next number`() throws
  {
    let sent = reliable.send(SIPResponse(status: 180), at: .zero)
    let first = try #require(sent)
    #expect(first.headers["RSeq"] == "7")
    #expect(first.headers["Require"] == "100rel")
    #expect(reliable.send(SIPResponse(status: 183), at: .zero) == nil)
    #expect(reliable.acknowledge(8, at: .zero) == nil)
    let matched = reliable.acknowledge(7, at: .zero)
    #expect(matched?.acknowledged == first)
    #expect(matched?.next?.status.code == 183)
    #expect(matched?.next?.headers["RSeq"] == "8")
    #expect(reliable.acknowledge(7, at: .zero) == nil)
  }

  @Test(.rfc(3262, "3")) mutating func `one is sent again at 0.5, 1.5, 3.5 … s, and given up at 32 s`() throws {
    _ = reliable.send(SIPResponse(status: 180), at: .zero)
    var instants: [Duration] = []
    while let deadline = reliable.deadline {
      guard case .resend = reliable.deadlineReached(at: deadline) else { break }
      instants.append(deadline)
    }
    #expect(instants == [0.5, 1.5, 3.5, 7.5, 15.5, 31.5].map { .seconds($0) })
    #expect(reliable.deadlineReached(at: .seconds(32)) == .giveUp)
  }

  @Test(.rfc(3262, "4")) func `the caller takes them in order, and a repeat or a gap not at all`() throws {
    var sequence = ProvisionalSequence()
    func reliable(_ number: UInt32) -> SIPResponse {
      SIPResponse(status: 183, headers: ["Require": "timer, 100rel", "RSeq": "\(number)"])
    }
    #expect(sequence.receive(SIPResponse(status: 180)) == .unreliable)
    #expect(sequence.receive(reliable(5)) == .next(5))
    #expect(sequence.receive(reliable(5)) == .outOfOrder)
    #expect(sequence.receive(reliable(7)) == .outOfOrder)
    #expect(sequence.receive(reliable(6)) == .next(6))
    #expect(sequence.receive(reliable(UInt32.max)) == .outOfOrder)
  }

  @Test(.rfc(3262, "7.2"), arguments: ["", "1", "1 INVITE", "x 1 INVITE", "1 2 (x)", "99999999999 1 INVITE"])
  func `what is no RAck is none`(text: String) {
    #expect(ResponseAcknowledgement(text) == nil)
    #expect("\(ResponseAcknowledgement("77  1 INVITE").map { "\($0)" } ?? "")" == "77 1 INVITE")
  }
}
