import Testing

@testable import Agents

@Suite struct ConversationPlanTests {
  @Test(arguments: [
    ("", []),
    ("…", []),
    ("Hello, how can I help?", ["Hello, how can I help?"]),
    ("Hi. Who is it?", ["Hi. Who is it?"]),
    (
      "Welcome to the house of Rose. We are open now. Yes. Speak!",
      ["Welcome to the house of Rose.", "We are open now. Yes. Speak!"]
    ),
    (
      "This is Dr. Rose of the Rose practice. How are you?", ["This is Dr. Rose of the Rose practice.", "How are you?"]
    ),
  ])
  func `the first message is spoken sentence by sentence, short ones together`(message: String, pieces: [String]) {
    #expect(ConversationPlan(instructions: "", firstMessage: message).opening == pieces)
  }
}
