/// How much silence ends a caller's turn, by what was said so far.
///
/// A sentence that is whole is answered soon; one that hangs ("my name is"), a number or a name that is being
/// dictated is given time. The classes and times follow measurements on real telephone speech.
public struct Endpointing: Hashable, Sendable {
  /// The text ends well.
  public var whole: Duration = .milliseconds(300)
  /// It could go on.
  public var middle: Duration = .milliseconds(650)
  /// It is sure to go on.
  public var dangling: Duration = .milliseconds(1300)
  /// A number or a spelled word is being dictated.
  public var dictation: Duration = .milliseconds(1400)
  /// Whatever was said.
  public var longest: Duration = .milliseconds(2500)
  /// The agent's own patience: never less than this.
  public var least: Duration

  public init(responseDelaySeconds: Double? = nil) {
    let seconds = responseDelaySeconds.map { $0.isFinite ? min(max($0, 0), 5) : 0 } ?? 0
    least = .milliseconds(Int(seconds * 1000))
  }

  /// Silence after which `text` is a whole turn.
  public func wait(after text: String) -> Duration {
    max(least, min(longest, byText(text)))
  }

  private func byText(_ text: String) -> Duration {
    let words = SpokenWords.split(text)
    guard let last = words.last else { return middle }
    if let dictated = dictationWait(words) { return dictated }
    let end = text.last { !$0.isWhitespace && !"\"'”’)".contains($0) }
    if end == "," || text.trimmingWhitespace().hasSuffix("...") || text.trimmingWhitespace().hasSuffix("…") {
      return dangling
    }
    // A question may end in a preposition: "Where are you from?"
    if end != "?", Self.hanging.contains(last) { return dangling }
    if words.count <= 3, Self.answers.contains(words.joined(separator: " ")) { return whole }
    switch end {
    case ".", "?", "!": return whole
    default: return middle
    }
  }

  /// Numbers and letters said one by one at the end of what was said.
  private func dictationWait(_ words: [String]) -> Duration? {
    let letters = words.reversed().prefix { $0.count == 1 && $0.first?.isLetter == true }.count
    let isWholeText = letters == words.count
    if letters >= 2 || (letters == 1 && isWholeText && words.last != "i") { return dictation }
    var digits = 0
    for word in words.reversed() {
      guard let count = SpokenWords.digitCount(word) else { break }
      digits += count
    }
    switch digits {
    case 0: return nil
    // "At nine." and "For two." are answers.
    case 1...2: return words.count <= digits + 2 ? middle : nil
    case 3...9: return dictation
    default: return middle
    }
  }

  private static let hanging: Set<String> = [
    "a", "an", "the", "and", "or", "but", "so", "because", "if", "that", "which", "who", "when", "with", "to", "of",
    "for", "from", "at", "in", "on", "by", "about", "into", "my", "your", "his", "her", "our", "their", "its", "is",
    "are", "was", "were", "am", "be", "i'm", "it's", "he's", "she's", "i'd", "i'll", "can", "could", "would", "will",
    "should", "have", "has", "had", "do", "does", "um", "uh", "er", "erm", "hmm", "like", "then", "than", "also", "i",
    "we", "they", "maybe", "actually", "well", "let", "want", "need", "number's", "name's",
  ]
  private static let answers: Set<String> = [
    "yes", "yeah", "yep", "no", "nope", "okay", "ok", "sure", "hello", "hi", "thanks", "thank you", "bye", "goodbye",
    "no thanks", "no thank you", "yes please", "that's all", "that's it", "correct", "right",
  ]
}
