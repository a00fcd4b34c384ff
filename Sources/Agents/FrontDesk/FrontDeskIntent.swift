/// What a caller wants of a front desk, by the words.
enum FrontDeskIntent: Hashable, Sendable {
  case greeting, goodbye, thanks, yes, no, person, message, automated, again, cancel, keys, help, other

  init(_ text: String) {
    let words = SpokenWords.split(text)
    let line = " " + words.joined(separator: " ") + " "
    func says(_ phrases: [String]) -> Bool { phrases.contains { line.contains(" \($0) ") } }
    func isOnly(_ allowed: Set<String>) -> Bool { !words.isEmpty && words.allSatisfy(allowed.contains) }

    if line.hasPrefix(" the caller pressed ") {
      self = .keys
    } else if says(Self.automatedPhrases) {
      self = .automated
    } else if says(["never mind", "nevermind", "forget it", "cancel that", "cancel"]) && words.count <= 6 {
      self = .cancel
    } else if says(["bye", "goodbye", "bye bye", "good night", "see you"]) || Self.isDone(words, says: says) {
      self = .goodbye
    } else if says(Self.messagePhrases) {
      self = .message
    } else if says(Self.personPhrases) {
      self = .person
    } else if says(Self.againPhrases) || (words.count <= 2 && says(["pardon", "sorry", "what"])) {
      self = .again
    } else if isOnly(Self.yesWords), says(Self.yesMarks) {
      self = .yes
    } else if isOnly(Self.noWords), says(["no", "nope", "not", "nothing", "don't"]) {
      self = .no
    } else if says(["thank you", "thanks", "thank you very much"]), words.count <= 6 {
      self = .thanks
    } else if isOnly(Self.greetingWords),
      says(["hello", "hi", "hey", "good morning", "good afternoon", "good evening"])
    {
      self = .greeting
    } else if says(["what can you do", "how can you help", "who are you", "who is this", "help me"]), words.count <= 7 {
      self = .help
    } else {
      self = .other
    }
  }

  private static func isDone(_ words: [String], says: ([String]) -> Bool) -> Bool {
    words.count <= 9
      && says([
        "that's all", "that is all", "that's it", "that will be all", "that'll be all", "nothing else", "i'm done",
        "that's everything", "have a good day", "have a nice day",
      ])
  }

  private static let automatedPhrases = [
    "are you a robot", "are you a bot", "are you a machine", "are you a computer", "are you human", "are you a human",
    "are you a person", "are you a real person", "are you real", "are you an ai", "is this a robot", "is this a bot",
    "is this a recording", "is this a real person", "is this an ai", "is this automated", "talking to a robot",
    "talking to a machine", "talking to a computer", "speaking to a robot", "are you automated", "is this a machine",
  ]
  private static let personPhrases = [
    "real person", "a person", "a human", "human being", "someone", "somebody", "an agent", "a representative",
    "representative", "an operator", "operator", "the manager", "a manager", "transfer me", "put me through",
    "connect me", "speak to", "speak with", "talk to", "talk with",
  ]
  private static let messagePhrases = [
    "leave a message", "take a message", "leave message", "leave him a message", "leave her a message",
    "leave them a message", "call me back", "call back", "callback", "ring me back", "a message for",
    "pass on a message", "get back to me",
  ]
  private static let againPhrases = [
    "say that again", "repeat that", "repeat please", "please repeat", "come again", "what did you say",
    "didn't catch that", "did not catch that", "didn't hear you", "once more", "could you repeat", "can you repeat",
    "say it again",
  ]
  private static let yesMarks = [
    "yes", "yeah", "yep", "sure", "okay", "ok", "please", "right", "correct", "exactly", "fine", "alright", "do",
  ]
  private static let yesWords: Set<String> = [
    "yes", "yeah", "yep", "sure", "okay", "ok", "please", "right", "correct", "exactly", "fine", "alright", "do",
    "that's", "that", "is", "it's", "it", "i", "would", "like", "of", "course", "all", "thanks", "thank", "you", "go",
    "ahead", "well", "um", "uh", "oh",
  ]
  private static let noWords: Set<String> = [
    "no", "nope", "not", "nothing", "thanks", "thank", "you", "it's", "it", "is", "that's", "that", "don't", "i",
    "right", "correct", "really", "um", "uh", "oh", "well", "wrong", "i'm", "good", "fine", "now", "just",
  ]
  private static let greetingWords: Set<String> = [
    "hello", "hi", "hey", "there", "good", "morning", "afternoon", "evening", "um", "uh", "oh", "how", "are", "you",
  ]
}
