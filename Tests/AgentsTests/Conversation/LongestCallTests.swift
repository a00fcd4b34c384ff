import Agents
import Foundation
import Identifiers
import Testing
import TrunklineTesting
import WireTesting

/// How long a call may last.
@Suite struct LongestCallTests {
  @Test(.lesson(46), arguments: ["inbound", "outbound"])
  func `a call ends with a sentence at the agent's limit or the server's, whichever is less, whoever placed it`(
    direction: String
  ) throws {
    var agent = Agent.receptionist
    agent.firstMessage = "Hello."
    for (own, limit, expected) in [(5, 60, 5), (60, 5, 5), (nil, 5, 5)] {
      agent.maxCallDurationSeconds = own
      let system = SystemVariables(
        callerID: "+14155550123", calledNumber: "+14155550100", language: "en", agentID: "agent",
        conversationID: "conversation", currentTime: Date(timeIntervalSince1970: 0), callDirection: direction)
      let variables = try Variables(declared: [], system: system, missing: .warned)
      let plan = ConversationPlan(agent: agent, variables: variables, limit: .seconds(limit))
      var talk = Rehearsal(plan: plan)
      talk.callerSays("I will now talk for a long time.", at: .seconds(3), for: .seconds(30))
      talk.start()
      talk.run(until: .seconds(60))
      #expect(talk.spoken.last?.at == .seconds(expected))
      #expect(talk.spoken.last?.text == Phrases().timeIsUp)
      #expect(talk.end == .maxDuration)
    }
  }
}
