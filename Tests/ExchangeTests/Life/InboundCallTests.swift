import Agents
import Carriers
import Exchange
import Foundation
import Identifiers
import Testing
import WireTesting

@Suite struct InboundCallTests {
  let route = Route(
    trunk: Trunk(
      id: ID(ULID(high: 3, low: 3)), workspace: ID(ULID(high: 1, low: 1)), name: "office", kind: .byoc,
      direction: .both, createdAt: .distantPast, updatedAt: .distantPast),
    number: PhoneNumber(
      id: ID(ULID(high: 4, low: 4)), workspace: ID(ULID(high: 1, low: 1)), number: E164("+14155550123")!,
      source: .byoc, capabilities: [.inbound], createdAt: .distantPast, updatedAt: .distantPast),
    agent: ID(ULID(high: 2, low: 2)))

  func ringing() -> InboundCall {
    var call = InboundCall()
    _ = call.receive(.routed(.connect(route)), at: .zero)
    _ = call.receive(.recordOpened, at: .zero)
    return call
  }

  func talking() -> InboundCall {
    var call = ringing()
    _ = call.receive(.agentReady, at: .zero)
    _ = call.receive(.mediaAgreed, at: .zero)
    _ = call.receive(.confirmed, at: .zero)
    return call
  }

  @Test func `the record is committed before the caller hears it ring`() {
    var call = InboundCall()
    #expect(call.receive(.routed(.connect(route)), at: .zero) == [.openRecord])
    #expect(call.receive(.recordOpened, at: .zero) == [.prepare])
    #expect(call.receive(.mediaAgreed, at: .zero) == [.ring])
  }

  @Test(.lesson(44), arguments: [[CallProgress.agentReady, .mediaAgreed], [.mediaAgreed, .agentReady]])
  func `it is answered when the agent can speak and the media is agreed, in any order`(order: [CallProgress]) {
    var call = ringing()
    let effects = call.receive(order[0], at: .zero) + call.receive(order[1], at: .zero)
    #expect(effects == [.ring, .answer])
    #expect(call.deadline == nil)
  }

  @Test(.lesson(34), .lesson(45), arguments: [CallProgress.confirmed, .soundArrived])
  func `the agent begins at the ACK or at the first sound, once`(first: CallProgress) {
    var call = ringing()
    _ = call.receive(.agentReady, at: .zero)
    _ = call.receive(.mediaAgreed, at: .zero)
    #expect(call.receive(first, at: .zero) == [.startConversation])
    #expect(call.receive(.confirmed, at: .zero) == [])
    #expect(call.receive(.soundArrived, at: .zero) == [])
  }

  @Test func `a caller who gives up before the route is known leaves a cancelled record with the number`() {
    var call = InboundCall()
    #expect(call.receive(.callerGaveUp(nil), at: .zero) == [])
    #expect(!call.isOver)
    let effects = call.receive(.routed(.connect(route)), at: .milliseconds(5))
    guard case .recordRefusal(let refusal, let ending)? = effects.first else {
      Issue.record("no record of the missed call: \(effects)")
      return
    }
    #expect(refusal.number == route.number)
    #expect(ending == CallEnding(status: .failed, reason: .cancelled, detail: nil))
    #expect(effects.last == .finish)
    #expect(call.isOver)
  }

  @Test func `a caller who gives up before a look-up that fails leaves nothing`() {
    var call = InboundCall()
    _ = call.receive(.callerGaveUp(nil), at: .zero)
    let refusal = Refusal(status: 404, phrase: "Not Found", explanation: "nobody has it")
    #expect(call.receive(.routed(.refuse(refusal)), at: .zero) == [.finish])
    #expect(call.isOver)
  }

  @Test func `an agent that is not ready after 20 s refuses the call with 480 and a failed record`() {
    var call = ringing()
    #expect(call.deadline == .seconds(20))
    #expect(call.deadlineReached(at: .seconds(19)) == [])
    let effects = call.deadlineReached(at: .seconds(20))
    guard case .refuse(let refusal) = effects.first else {
      Issue.record("not refused: \(effects)")
      return
    }
    #expect(refusal.status == 480)
    #expect(
      effects.contains(
        .closeRecord(
          CallEnding(
            status: .failed, reason: .agentError, detail: EndDetail(sipCode: 480, sipReason: "Agent is not ready")))))
    #expect(call.isOver)
  }

  @Test func `a caller who gives up leaves a failed record, one who hangs up a completed one`() {
    var ringing = ringing()
    #expect(
      ringing.receive(.callerGaveUp(nil), at: .zero)
        == [.stopConversation, .closeRecord(CallEnding(status: .failed, reason: .cancelled, detail: nil)), .finish])
    var talking = talking()
    #expect(
      talking.receive(.callerHungUp(nil), at: .zero)
        == [
          .stopConversation, .closeRecord(CallEnding(status: .completed, reason: .callerHangup, detail: nil)),
          .finish,
        ])
  }

  @Test func `when the agent has ended, the call is hung up with its reason`() {
    var call = talking()
    #expect(
      call.receive(.conversationEnded(.inactivityTimeout), at: .zero)
        == [
          .hangUp, .stopConversation,
          .closeRecord(CallEnding(status: .completed, reason: .inactivityTimeout, detail: nil)), .finish,
        ])
  }

  @Test func `nothing happens to a call that is over`() {
    var call = talking()
    _ = call.receive(.callerHungUp(nil), at: .zero)
    for event in [CallProgress.callerHungUp(nil), .conversationEnded(.agentEnded), .endRequested, .shutDown] {
      #expect(call.receive(event, at: .zero) == [])
    }
  }

  @Test func `shutting down answers 503 to a ringing call and hangs up one that talks`() {
    var ringing = ringing()
    guard case .refuse(let refusal) = ringing.receive(.shutDown, at: .zero).first else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.status == 503)
    var talking = talking()
    #expect(talking.receive(.shutDown, at: .zero).contains(.hangUp))
  }

  @Test func `a refusal that hit a number leaves a failed record, one that hit none leaves nothing`() {
    var hit = InboundCall()
    let refusal = Refusal(status: 480, phrase: "No agent", explanation: "bind one", number: route.number)
    let effects = hit.receive(.routed(.refuse(refusal)), at: .zero)
    #expect(effects.first == .refuse(refusal))
    #expect(
      effects.contains(
        .recordRefusal(
          refusal,
          CallEnding(
            status: .failed, reason: .dialFailed, detail: EndDetail(sipCode: 480, sipReason: "No agent")))))
    var missed = InboundCall()
    let unknown = Refusal(status: 404, phrase: "Not Found", explanation: "import it")
    #expect(missed.receive(.routed(.refuse(unknown)), at: .zero) == [.refuse(unknown), .finish])
  }

  @Test func `a challenge ends the attempt without a record`() {
    var call = InboundCall()
    #expect(call.receive(.routed(.challenge(stale: true)), at: .zero) == [.challenge(stale: true), .finish])
    #expect(call.isOver)
  }

  @Test func `a call that was never acknowledged ends for want of the ACK, not of sound`() {
    var call = ringing()
    _ = call.receive(.agentReady, at: .zero)
    _ = call.receive(.mediaAgreed, at: .zero)
    #expect(call.receive(.soundStopped, at: .zero) == [])
    #expect(
      call.receive(.connectionLost(nil), at: .zero)
        == [.stopConversation, .closeRecord(CallEnding(status: .failed, reason: .dialFailed, detail: nil)), .finish])
  }

  @Test(.lesson(70)) func `after a transfer the far end has a second to hang up before we do`() {
    var call = talking()
    #expect(call.receive(.transferAccepted, at: .zero) == [])
    #expect(call.receive(.conversationEnded(.transferred), at: .seconds(5)) == [.stopConversation])
    #expect(call.deadline == .seconds(6))
    var slow = call
    #expect(
      call.receive(.callerHungUp(nil), at: .seconds(5))
        == [
          .stopConversation, .closeRecord(CallEnding(status: .completed, reason: .transferred, detail: nil)), .finish,
        ])
    #expect(slow.deadlineReached(at: .seconds(6)).first == .hangUp)
    #expect(slow.isOver)
  }

  @Test(.lesson(72)) func `a far end that hangs up between its 202 and its last word has put the caller through`() {
    var call = talking()
    _ = call.receive(.transferAccepted, at: .zero)
    #expect(
      call.receive(.callerHungUp(nil), at: .zero).contains(
        .closeRecord(CallEnding(status: .completed, reason: .transferred, detail: nil))))
  }

  @Test func `a transfer of which nobody says more leaves an ordinary call, unless the far end hangs up at once`() {
    var call = talking()
    _ = call.receive(.transferAccepted, at: .zero)
    #expect(call.receive(.transferUnknown, at: .seconds(1)) == [])
    #expect(call.deadline == .seconds(2))
    var taken = call
    let transferred = CallEffect.closeRecord(CallEnding(status: .completed, reason: .transferred, detail: nil))
    #expect(taken.receive(.callerHungUp(nil), at: .seconds(1)).contains(transferred))
    #expect(call.deadlineReached(at: .seconds(2)) == [])
    #expect(!call.receive(.callerHungUp(nil), at: .seconds(60)).contains(transferred))
  }

  @Test func `a transfer that failed leaves an ordinary call`() {
    var call = talking()
    _ = call.receive(.transferAccepted, at: .zero)
    #expect(call.receive(.transferFailed, at: .zero) == [])
    #expect(
      call.receive(.callerHungUp(nil), at: .zero).contains(
        .closeRecord(CallEnding(status: .completed, reason: .callerHangup, detail: nil))))
  }

  @Test func `a call that is silent for too long is hung up as a media time-out`() {
    var call = talking()
    let effects = call.receive(.soundStopped, at: .zero)
    #expect(effects.contains(.hangUp))
    #expect(
      effects.contains(.closeRecord(CallEnding(status: .completed, reason: .mediaTimeout, detail: nil))))
  }
}
