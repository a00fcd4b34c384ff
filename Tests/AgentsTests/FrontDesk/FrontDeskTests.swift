import Agents
import Identifiers
import Testing

@Suite struct FrontDeskTests {
  private let prompt = """
    You are the receptionist of Rose Dental. Be friendly and brief. Never give medical advice.

    Facts:
    - Opening hours: Mon-Fri 9 to 5.
    - We are at 12 Garden Street, next to the post office.
    - A check-up costs $80.
    - There is free parking behind the house.
    - Dr. Patel and Dr. Jones work here.
    If the caller is in pain, tell them to call 911.
    """

  /// Talks with the desk: what it says to each of the caller's lines.
  private func talk(_ lines: [String], tools: [ToolDescription] = [AgentTool.system(.endCall).description]) -> [String]
  {
    var turns: [ModelTurn] = [.assistant("Rose Dental, hello.")]
    var replies: [String] = []
    for line in lines {
      turns.append(.user(line))
      let pieces = FrontDesk.pieces(for: ModelRequest(instructions: prompt, turns: turns, tools: tools))
      let reply = pieces.map {
        switch $0 {
        case .text(let text): text
        case .toolCall(let call): "[\(call.name) \(call.arguments["message"]?.stringValue ?? "")]"
        }
      }
      .joined(separator: " ")
      replies.append(reply)
      turns.append(.assistant(reply))
    }
    return replies
  }

  @Test(arguments: [
    ("What are your opening hours?", "Opening hours: Mon-Fri 9 to 5."),
    ("When are you open?", "Opening hours: Mon-Fri 9 to 5."),
    ("Are you open on Saturday?", "Opening hours: Mon-Fri 9 to 5."),
    ("Where are you located?", "We are at 12 Garden Street, next to the post office."),
    ("What's your address?", "We are at 12 Garden Street, next to the post office."),
    ("How much is a check-up?", "A check-up costs $80."),
    ("Can I park there?", "There is free parking behind the house."),
    ("Is there parking near your office?", "There is free parking behind the house."),
    ("Which doctors work there?", "Dr. Patel and Dr. Jones work here."),
  ])
  func `a question is answered with a sentence of the prompt`(question: String, fact: String) {
    #expect(talk([question]).first?.hasPrefix(fact) == true)
  }

  @Test func `a caller who wants a person is put through where a transfer is set up, and else offered a message`() {
    #expect(talk(["Can I speak to a person?"])[0].contains("message"))
    let transfer = AgentTool.system(.transferToNumber([TransferTarget(.number(E164("+14155550100")!))])).description
    #expect(
      talk(["Can I speak to a person?"], tools: [transfer]) == [
        "One moment, I will put you through. [transfer_to_number ]"
      ])
    let call = ToolCall(id: "front_desk", name: "transfer_to_number", arguments: ["number": "+14155550100"])
    let back = FrontDesk.pieces(
      for: ModelRequest(
        instructions: prompt,
        turns: [
          .user("Can I speak to a person?"), .toolCall(call), .toolResult(callID: call.id, content: "486 Busy Here"),
        ], tools: [transfer]))
    #expect(back == [.text("I am sorry, I could not reach anyone. Shall I take a message?")])
  }

  @Test(arguments: [
    "Do you take Blue Cross insurance?", "What is the capital of France?", "Can you fix my bicycle?",
    "What should I do about my tooth pain?", "How friendly are you?",
  ])
  func `what the prompt does not say is not known, and a message is offered`(question: String) {
    let reply = talk([question])[0]
    #expect(reply.contains("message"))
    #expect(!reply.contains("911") && !reply.contains("friendly") && !reply.contains("$80"))
  }

  @Test func `a name, a number and a message are taken and read back`() {
    let replies = talk([
      "I'd like to leave a message.", "Um, my name is ada lovelace.",
      "It's four one five, double five five, oh one two three.",
      "Please tell Dr. Patel that my tooth is better", "Yes, that's right.", "No, thank you.",
    ])
    #expect(replies[0].hasSuffix("What is your name?"))
    #expect(replies[1] == "Thank you, Ada Lovelace. What number can you be reached at?")
    #expect(replies[2].hasPrefix("415-555-0123"))
    #expect(
      replies[3]
        == "Let me read that back. From Ada Lovelace, at 415-555-0123: Please tell Dr. Patel that my tooth is better. Is that right?"
    )
    #expect(replies[4] == "Thank you, Ada Lovelace. I have written it down. Is there anything else?")
    #expect(replies[5].hasPrefix("[end_call "))
  }

  @Test func `a number may come in parts`() {
    let replies = talk(["Take a message please.", "John.", "415", "555 0123"])
    #expect(replies[2] == "I have 415 so far. Please go on.")
    #expect(replies[3].hasPrefix("415-555-0123"))
  }

  @Test func `keys are taken for a number`() {
    #expect(talk(["Call me back.", "J O H N", "The caller pressed 4 1 5 5 5 5 0 1 2 3."])[2].hasPrefix("415-555-0123"))
  }

  @Test func `what was read back can be corrected`() {
    let replies = talk([
      "Take a message.", "Bob.", "5550123", "Hello there", "No, the number is wrong.", "555 0199", "Hello there",
      "Yes.",
    ])
    #expect(replies[4] == "Let us correct the number. What number can you be reached at?")
    #expect(replies[6].contains("555-0199"))
    #expect(replies[7].contains("written it down"))
  }

  @Test func `a question in between is answered, and the desk comes back`() {
    let replies = talk(["Take a message.", "When are you open?", "Bob."])
    #expect(replies[1] == "Opening hours: Mon-Fri 9 to 5. What is your name?")
    #expect(replies[2].hasPrefix("Thank you, Bob."))
  }

  @Test func `a caller may change his mind`() {
    #expect(talk(["Take a message.", "Never mind."])[1] == "All right, I will leave that. Is there anything else?")
  }

  @Test func `nobody is put through where no transfer is configured`() {
    let replies = talk(["Can I speak to a real person?", "Yes please."])
    #expect(replies[0] == "I cannot put you through from here, but I can take a message. Would you like that?")
    #expect(replies[1].hasSuffix("What is your name?"))
  }

  @Test func `a caller is put through where a transfer is configured`() {
    let transfer = ToolDescription(
      name: "transfer_to_number", summary: "",
      parameters: ["properties": ["number": ["type": "string", "enum": ["+14155550123"]]]])
    let request = ModelRequest(
      instructions: prompt, turns: [.user("I want to talk to a human.")], tools: [transfer])
    #expect(
      FrontDesk.pieces(for: request).last
        == .toolCall(
          ToolCall(id: "front_desk", name: "transfer_to_number", arguments: ["number": "+14155550123"])))
  }

  @Test(arguments: ["Are you a robot?", "Is this a real person?", "Am I talking to a machine?"])
  func `it says what it is when asked`(question: String) {
    #expect(talk([question])[0].hasPrefix("Yes, I am an automated front desk."))
  }

  @Test(arguments: ["Bye.", "That's all, goodbye.", "Thank you, bye bye!", "No, that's everything."])
  func `goodbye ends the call`(line: String) {
    #expect(talk([line])[0].hasPrefix("[end_call "))
    #expect(!talk([line], tools: [])[0].contains("["))
  }

  @Test func `it repeats what it said when asked`() {
    let replies = talk(["Where are you?", "Sorry, could you repeat that?"])
    #expect(replies[0] == replies[1])
  }

  @Test func `it does not say the same thing three times`() {
    let replies = talk(["Do you sell shoes?", "Do you sell hats?", "Do you sell gloves?"])
    #expect(Set(replies).count == 3)
  }

  @Test(arguments: ["", " ", "?", "…", "💥", String(repeating: "word ", count: 5000)])
  func `anything at all gets an answer`(line: String) {
    #expect(talk([line, line])[1].isEmpty == false)
  }

  @Test func `an empty prompt has no facts`() {
    let request = ModelRequest(instructions: "", turns: [.user("When are you open?")], tools: [])
    guard case .text(let text)? = FrontDesk.pieces(for: request).first else { return }
    #expect(text.contains("message"))
  }
}
