import Exchange
import Identifiers
import Testing

@Suite struct PlacedCallTests {
  /// Dialling by its first way.
  private func dialling(ways: Int, timeout: Duration = .seconds(30)) -> PlacedCall {
    var call = PlacedCall(ways: ways, ringingTimeout: timeout)
    _ = call.receive(.recordOpened, at: .zero)
    _ = call.receive(.agentReady, at: .zero)
    _ = call.receive(.mediaAgreed, at: .zero)
    return call
  }

  private let failure = DialOutcome(
    reason: .dialFailed, detail: EndDetail(sipCode: 503, sipReason: "Service Unavailable"), mayGoAnotherWay: true)

  @Test func `it is dialled when the agent is ready and the ports are open, in any order`() {
    for order in [[CallProgress.agentReady, .mediaAgreed], [.mediaAgreed, .agentReady]] {
      var call = PlacedCall(ways: 1, ringingTimeout: .seconds(30))
      #expect(call.receive(.recordOpened, at: .zero) == [.prepare])
      #expect(call.receive(order[0], at: .zero) == [])
      #expect(call.receive(order[1], at: .zero) == [.dial(way: 0)])
    }
  }

  @Test func `what a way that was left still tells changes nothing`() {
    var call = dialling(ways: 3)
    _ = call.receive(.placed(way: 0, servers: 1), at: .zero)
    #expect(call.deadlineReached(at: .seconds(6)) == [.withdraw, .dial(way: 1)])
    #expect(call.receive(.attemptFailed(way: 0, failure), at: .seconds(7)) == [])
    _ = call.receive(.placed(way: 1, servers: 1), at: .seconds(7))
    _ = call.receive(.proceeding(way: 1, isRinging: true), at: .seconds(8))
    #expect(call.receive(.attemptFailed(way: 0, failure), at: .seconds(12)) == [])
    #expect(call.receive(.proceeding(way: 0, isRinging: true), at: .seconds(12)) == [])
    #expect(call.receive(.answered, at: .seconds(13)) == [.connect, .startConversation])
    #expect(call.receive(.attemptFailed(way: 1, failure), at: .seconds(13)) == [])
    #expect(!call.isOver)
  }

  @Test func `a ring that is told before the INVITE's leaving counts from then`() {
    var call = dialling(ways: 1, timeout: .seconds(20))
    _ = call.receive(.proceeding(way: 0, isRinging: true), at: .seconds(1))
    _ = call.receive(.placed(way: 0, servers: 1), at: .seconds(1))
    #expect(call.deadline == .seconds(21))
  }

  @Test func `a way with several servers has the time to try them`() {
    var call = dialling(ways: 2)
    _ = call.receive(.placed(way: 0, servers: 3), at: .zero)
    #expect(call.deadline == .seconds(16))
  }

  @Test func `a ringing timeout holds although silence would be borne for longer`() {
    var call = dialling(ways: 1, timeout: .seconds(3))
    _ = call.receive(.placed(way: 0, servers: 1), at: .zero)
    _ = call.receive(.proceeding(way: 0, isRinging: true), at: .seconds(1))
    #expect(call.deadline == .seconds(3))
    var late = dialling(ways: 1, timeout: .seconds(3))
    _ = late.receive(.placed(way: 0, servers: 3), at: .zero)
    _ = late.receive(.proceeding(way: 0, isRinging: true), at: .seconds(11))
    #expect(late.deadline == .seconds(14))
  }

  @Test func `a way that took the call and rang nobody is left at the ringing timeout`() {
    var call = dialling(ways: 2, timeout: .seconds(20))
    _ = call.receive(.placed(way: 0, servers: 1), at: .zero)
    _ = call.receive(.proceeding(way: 0, isRinging: false), at: .seconds(1))
    #expect(call.deadlineReached(at: .seconds(20)) == [.withdraw, .dial(way: 1)])
    _ = call.receive(.placed(way: 1, servers: 1), at: .seconds(20))
    _ = call.receive(.proceeding(way: 1, isRinging: true), at: .seconds(21))
    let effects = call.deadlineReached(at: .seconds(40))
    #expect(effects.first == .hangUp)
    guard case .closeRecord(let ending)? = effects.first(where: { if case .closeRecord = $0 { true } else { false } })
    else {
      Issue.record("the record stays open: \(effects)")
      return
    }
    #expect(ending.reason == .dialNoAnswer)
    #expect(call.isOver)
  }

  @Test func `keys are pressed at their times, and the agent speaks after the last`() throws {
    var call = PlacedCall(ways: 1, ringingTimeout: .seconds(30), keys: try KeySequence("1ww2"))
    _ = call.receive(.recordOpened, at: .zero)
    _ = call.receive(.agentReady, at: .zero)
    _ = call.receive(.mediaAgreed, at: .zero)
    #expect(call.receive(.answered, at: .seconds(5)) == [.connect, .press("1")])
    #expect(call.deadline == .milliseconds(6100))
    #expect(call.deadlineReached(at: .milliseconds(6100)) == [.press("2")])
    #expect(call.deadlineReached(at: .milliseconds(6280)) == [.startConversation])
    #expect(call.deadline == nil)
  }

  @Test func `whoever hangs up while keys are pressed ends the call`() throws {
    var call = PlacedCall(ways: 1, ringingTimeout: .seconds(30), keys: try KeySequence("1W2"))
    _ = call.receive(.recordOpened, at: .zero)
    _ = call.receive(.agentReady, at: .zero)
    _ = call.receive(.mediaAgreed, at: .zero)
    _ = call.receive(.answered, at: .zero)
    #expect(call.receive(.callerHungUp(nil), at: .milliseconds(300)).last == .finish)
    #expect(call.isOver)
    #expect(call.deadlineReached(at: .seconds(2)) == [])
  }
}
