#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The facts in an agent's prompt: its sentences without those that tell the agent how to behave.
///
/// Found by the words of a question (BM25), where words of one meaning count as one. A fact is an answer only when it
/// holds most of what the question asks for.
struct FactBook: Hashable, Sendable {
  private struct Fact: Hashable, Sendable {
    let text: String
    let terms: [String: Int]
    let length: Int
  }

  private let facts: [Fact]
  private let averageLength: Double

  init(_ prompt: String) {
    facts = Self.sentences(of: prompt).filter { !Self.isInstruction($0) }.prefix(500).map { sentence in
      let terms = FactTerms.of(sentence)
      return Fact(text: sentence, terms: Dictionary(terms.map { ($0, 1) }, uniquingKeysWith: +), length: terms.count)
    }
    averageLength = max(1, Double(facts.reduce(0) { $0 + $1.length }) / Double(max(1, facts.count)))
  }

  /// One or two sentences of the prompt that answer `question`; nil when none is likely to.
  func answer(to question: String) -> String? {
    let terms = Array(Set(FactTerms.of(question)))
    guard !terms.isEmpty, !facts.isEmpty else { return nil }
    let weights = Dictionary(uniqueKeysWithValues: terms.map { ($0, weight(of: $0)) })
    let whole = weights.values.reduce(0, +)
    let scored = facts.indices.compactMap { index -> (index: Int, score: Double, share: Double)? in
      let found = terms.filter { facts[index].terms[$0] != nil }
      let share = found.reduce(0) { $0 + (weights[$1] ?? 0) } / max(whole, 0.001)
      guard found.contains(where: { !FactTerms.isLight($0) }), share >= 0.45 else { return nil }
      return (index, found.reduce(0) { $0 + score(of: $1, in: facts[index]) * (weights[$1] ?? 0) }, share)
    }
    guard let best = scored.max(by: { $0.score < $1.score }) else { return nil }
    let second = scored.filter { $0.index != best.index && $0.score >= best.score * 0.85 }.max { $0.score < $1.score }
    let chosen = [best.index, second?.index].compactMap { $0 }.sorted()
    return chosen.map { Self.finished(facts[$0].text) }.joined(separator: " ")
  }

  /// Rare words say more; a word that no fact holds says most, against every fact.
  private func weight(of term: String) -> Double {
    let holding = Double(facts.count { $0.terms[term] != nil })
    let rarity = log(1 + (Double(facts.count) - holding + 0.5) / (holding + 0.5))
    return (holding == 0 ? max(rarity, 1) : max(rarity, 0.5)) * (FactTerms.isLight(term) ? 0.3 : 1)
  }

  private func score(of term: String, in fact: Fact) -> Double {
    let count = Double(fact.terms[term] ?? 0)
    return count * 2.2 / (count + 1.2 * (0.25 + 0.75 * Double(fact.length) / averageLength))
  }

  private static func sentences(of prompt: String) -> [String] {
    prompt.prefix(50_000).split(whereSeparator: \.isNewline).flatMap { line in
      var pieces = SentenceSplitter.split(PlainText.strip(String(line)))
      // A heading alone is no sentence.
      pieces.removeAll { $0.hasSuffix(":") || !PlainText.isSpeakable($0) }
      return pieces
    }
  }

  /// Told to the agent, not to callers.
  private static func isInstruction(_ sentence: String) -> Bool {
    let words = SpokenWords.split(sentence)
    guard let first = words.first else { return true }
    if words.contains("caller") || words.contains("callers") || words.contains("user") { return true }
    if words.contains(where: { ["you", "your", "yourself"].contains($0) }), !sentence.hasSuffix("?") {
      // "You can pay by card" is told to callers as well.
      return !(first == "you" && words.dropFirst().first == "can")
    }
    return commands.contains(first)
  }

  private static let commands: Set<String> = [
    "be", "answer", "do", "don't", "never", "always", "speak", "keep", "say", "greet", "ask", "use", "help", "take",
    "offer", "please", "respond", "reply", "avoid", "stay", "remember", "try", "act", "tell", "make", "only", "if",
    "when", "end", "transfer", "confirm", "introduce", "talk", "sound", "explain",
  ]

  private static func finished(_ text: String) -> String {
    guard let last = text.last, !".!?".contains(last) else { return text }
    return text + "."
  }
}
