/// A front desk's side of a conversation: where it stands, and what it says to the caller's next words.
struct FrontDeskDialogue: Hashable, Sendable {
  /// What the desk waits for.
  private enum Stage: Hashable, Sendable {
    case open
    /// It asked whether there is anything else.
    case anythingElse
    /// It offered to take a message.
    case offered
    case name
    case number(name: String, digits: String)
    case message(name: String, number: String)
    case check(name: String, number: String, message: String)
  }

  private let facts: FactBook
  private var stage = Stage.open
  private var turn = 0
  private var last = "How can I help you?"
  private var unknown = 0

  init(facts: FactBook) { self.facts = facts }

  mutating func answer(_ text: String) -> FrontDeskLine {
    turn += 1
    let line = respond(to: text, intent: FrontDeskIntent(text))
    if case .say(let said) = line { last = said }
    return line
  }

  private mutating func respond(to text: String, intent: FrontDeskIntent) -> FrontDeskLine {
    switch intent {
    case .again: return .say(last)
    case .automated:
      return .say("Yes, I am an automated front desk. I can answer simple questions and take a message. \(question)")
    case .cancel where stage != .open && stage != .anythingElse:
      stage = .anythingElse
      return .say("All right, I will leave that. Is there anything else?")
    default: break
    }
    switch stage {
    case .open, .anythingElse, .offered: return converse(text, intent: intent)
    case .name, .number, .message, .check: return fill(text, intent: intent)
    }
  }

  // MARK: Talking

  private mutating func converse(_ text: String, intent: FrontDeskIntent) -> FrontDeskLine {
    switch (stage, intent) {
    case (.offered, .yes): return takeMessage()
    case (.offered, .no):
      stage = .anythingElse
      return .say("All right. Is there anything else I can help with?")
    case (.anythingElse, .no), (_, .goodbye):
      return .goodbye(
        pick(["Thank you for calling. Goodbye!", "You are welcome. Goodbye!", "Thank you. Have a good day!"]))
    case (.anythingElse, .yes):
      stage = .open
      return .say("Of course. What can I do for you?")
    case (_, .message): return takeMessage()
    case (_, .person):
      if let fact = facts.answer(to: text), text.hasSuffix("?"), stage == .open { return tell(fact) }
      stage = .offered
      return .transfer
    case (_, .greeting): return .say(pick(["Hello! How can I help you?", "Hello, what can I do for you?"]))
    case (_, .thanks):
      stage = .anythingElse
      return .say("You are welcome. Is there anything else?")
    case (_, .help):
      return .say("This is the automated front desk. I can answer questions and take a message. How can I help?")
    case (_, .keys): return .say("I heard the keys, but please tell me in words how I can help.")
    case (_, .yes): return .say("Good. What can I do for you?")
    case (_, .no): return .say("All right. How can I help you then?")
    default: break
    }
    if let fact = facts.answer(to: text) { return tell(fact) }
    unknown += 1
    stage = .offered
    let answers = [
      "I am afraid I do not know that. Shall I take a message, so that someone can call you back?",
      "That is something I cannot answer. Would you like to leave a message?",
      "I have nothing on that, sorry. I can take a message if you like. Shall I?",
    ]
    return .say(answers[(unknown - 1) % answers.count])
  }

  private mutating func tell(_ fact: String) -> FrontDeskLine {
    stage = .anythingElse
    return .say(
      "\(fact) \(pick(["Anything else?", "Is there anything else I can help with?", "What else can I do for you?"]))")
  }

  private mutating func takeMessage() -> FrontDeskLine {
    stage = .name
    return .say("\(pick(["Gladly.", "Of course.", "Sure."])) \(question)")
  }

  // MARK: Taking a message

  private mutating func fill(_ text: String, intent: FrontDeskIntent) -> FrontDeskLine {
    if intent == .goodbye, case .name = stage { return .goodbye("All right. Thank you for calling. Goodbye!") }
    // A question in between is answered, and the desk comes back to what it asked.
    if text.hasSuffix("?"), let fact = facts.answer(to: text) { return .say("\(fact) \(question)") }
    switch stage {
    case .open, .anythingElse, .offered: break
    case .name:
      guard let name = SpokenName.in(text) else { return .say("Sorry, I did not get the name. \(question)") }
      stage = .number(name: name, digits: "")
      return .say("Thank you, \(name). \(question)")
    case .number(let name, let digits): return fillNumber(text, intent: intent, name: name, digits: digits)
    case .message(let name, let number):
      stage = .check(name: name, number: number, message: text.trimmingWhitespace())
      return .say(question)
    case .check(let name, let number, let message):
      return check(text, intent: intent, name: name, number: number, message: message)
    }
    return .say(question)
  }

  private mutating func fillNumber(
    _ text: String, intent: FrontDeskIntent, name: String, digits: String
  ) -> FrontDeskLine {
    let line = SpokenWords.normalized(text)
    if ["this number", "calling from", "same number", "number i called", "this one"].contains(where: line.contains) {
      stage = .message(name: name, number: "the number you are calling from")
      return .say("\(confirmation) \(question)")
    }
    if intent == .no {
      stage = .message(name: name, number: "")
      return .say("No problem. \(question)")
    }
    let all = String((digits + SpokenDigits.in(text)).prefix(20))
    switch all.count {
    case 0: return .say("Sorry, I did not hear a number. \(question)")
    case 1..<7:
      stage = .number(name: name, digits: all)
      return .say("I have \(SpokenDigits.grouped(all)) so far. Please go on.")
    case 7...15:
      stage = .message(name: name, number: SpokenDigits.grouped(all))
      return .say("\(SpokenDigits.grouped(all)), \(confirmation.lowercased()) \(question)")
    default:
      stage = .number(name: name, digits: "")
      return .say("That is too long for a telephone number. Let us begin again. \(question)")
    }
  }

  private mutating func check(
    _ text: String, intent: FrontDeskIntent, name: String, number: String, message: String
  ) -> FrontDeskLine {
    let words = SpokenWords.split(text)
    if intent == .yes || intent == .thanks || intent == .goodbye {
      stage = .anythingElse
      let done = "Thank you, \(name). I have written it down."
      return intent == .goodbye ? .goodbye("\(done) Goodbye!") : .say("\(done) Is there anything else?")
    }
    if words.contains("name") {
      stage = .name
      return .say("Let us correct the name. \(question)")
    }
    if words.contains("number") {
      stage = .number(name: name, digits: "")
      return .say("Let us correct the number. \(question)")
    }
    if words.contains("message") || intent == .no {
      stage = .message(name: name, number: number)
      return .say("Let us correct the message. \(question)")
    }
    return .say("Sorry, is that right? Please say yes, or what I should change: the name, the number or the message.")
  }

  /// What the desk waits to hear.
  private var question: String {
    switch stage {
    case .open: "How can I help you?"
    case .anythingElse: "Is there anything else?"
    case .offered: "Shall I take a message?"
    case .name: "What is your name?"
    case .number: "What number can you be reached at?"
    case .message: "What is the message?"
    case .check(let name, let number, let message):
      "Let me read that back. From \(name)\(number.isEmpty ? "" : ", at \(number)"): \(Self.closed(message)) Is that right?"
    }
  }

  private var confirmation: String { pick(["Got it.", "Thank you.", "All right."]) }

  /// Another wording each turn.
  private func pick(_ wordings: [String]) -> String { wordings[turn % wordings.count] }

  private static func closed(_ message: String) -> String {
    guard let last = message.last, !".!?".contains(last) else { return message }
    return message + "."
  }
}
