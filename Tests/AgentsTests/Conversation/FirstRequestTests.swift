import Testing

@testable import Agents

struct FirstRequestTests {
  @Test func `what a model is warmed with begins as every later request does`() {
    let plan = ConversationPlan(
      instructions: "You sell books.", firstMessage: "Baker Street Books.", tools: [.system(.endCall)])
    let request = plan.firstRequest
    #expect(request.instructions == "You sell books.")
    #expect(request.turns.first == .assistant("Baker Street Books."))
    #expect(request.tools.map(\.name) == ["end_call"])
    #expect(ConversationPlan(instructions: "").firstRequest.turns == [.user("Hello.")])
  }
}
