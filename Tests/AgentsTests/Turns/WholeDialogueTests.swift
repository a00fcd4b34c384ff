import Agents
import Testing
import TrunklineTesting

@Suite struct WholeDialogueTests {
  @Test func `a caller asks, leaves a message in pieces, and says goodbye`() {
    var plan = ConversationPlan.test
    plan.instructions = "You are kind. Opening hours: Mon-Fri 9 to 5."
    var talk = Rehearsal(plan: plan)
    talk.answers = { .gives(FrontDesk.pieces(for: $0)) }
    talk.callerSays("When are you open?", at: .seconds(3))
    talk.callerSays("I want to leave a message.", at: .seconds(11))
    talk.callerSays("My name is", at: .seconds(18))
    talk.callerSays("Ada.", at: .seconds(20), for: .milliseconds(500))
    talk.callerSays("Four one five,", at: .seconds(28))
    talk.callerSays("five five five,", at: .milliseconds(29_900))
    talk.callerSays("oh one two three.", at: .milliseconds(31_600))
    talk.callerSays("Please call me tomorrow.", at: .seconds(42))
    talk.callerSays("Yes, that's right.", at: .seconds(56))
    talk.callerSays("No thanks, bye.", at: .seconds(66))
    talk.start()
    talk.run(until: .seconds(90))
    #expect(talk.end == .agentEnded)
    let users = talk.messages.filter { $0.role == .user }.map(\.content)
    #expect(users.contains("My name is Ada."))
    #expect(users.contains("Four one five, five five five, oh one two three."))
    let agent = talk.messages.filter { $0.role == .assistant }
    #expect(agent.contains { $0.content.contains("From Ada, at 415-555-0123: Please call me tomorrow.") })
    #expect(agent.allSatisfy { !$0.interrupted })
    #expect(agent.dropFirst().allSatisfy { ($0.latency?.total ?? 9999) < 1700 })
  }

  @Test func `times in the record do not run backwards`() {
    var talk = Rehearsal(plan: .test)
    for index in 0..<5 { talk.callerSays("Question number \(index)?", at: .seconds(3 + 4 * index)) }
    talk.answers = { .gives([.text("Answer to \($0.turns.count) lines.")]) }
    talk.start()
    talk.run(until: .seconds(26))
    #expect(talk.messages.count == 11)
    for (earlier, later) in zip(talk.messages, talk.messages.dropFirst()) {
      #expect(earlier.startedAt <= later.startedAt)
      #expect(earlier.startedAt <= earlier.endedAt)
    }
  }
}
