/// Words of a sentence as a fact book compares them: without those that mean little, without endings, and with those
/// of one meaning as one.
enum FactTerms {
  static func of(_ text: String) -> [String] {
    SpokenWords.split(text).compactMap { word in
      if empty.contains(word) { return nil }
      let stem = stem(word)
      return meanings[word] ?? meanings[stem] ?? stem
    }
  }

  /// Words that narrow a question without being its subject.
  static func isLight(_ term: String) -> Bool {
    term == "#day" || light.contains(term)
  }

  private static let light: Set<String> = [
    "today", "tomorrow", "now", "near", "nearby", "around", "office", "building",
  ]

  private static func stem(_ word: String) -> String {
    for ending in ["ings", "ing", "ies", "ed", "es", "s", "'s"] where word.hasSuffix(ending) {
      let rest = word.dropLast(ending.count)
      if rest.count >= 3 { return ending == "ies" ? rest + "y" : String(rest) }
    }
    return word
  }

  private static let meanings: [String: String] = {
    let groups: [(String, String)] = [
      ("#hours", "open opening opens hour hours close closed closes closing when schedule clos"),
      ("#day", "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun weekend weekday"),
      ("#place", "where address located location street directions find situated avenue road"),
      ("#price", "price prices cost costs much fee fees charge charges rate pric pay expensive cheap"),
      ("#mail", "email e-mail mail"),
      ("#telephone", "phone telephone fax"),
      ("#park", "park parking parked car cars"),
      ("#book", "book booking reserve reservation reservations appointment appointments reserv"),
      ("#cancel", "cancel cancellation cancellations refund refunds return returns"),
      ("#deliver", "deliver delivery delivers ship shipping delivered"),
      ("#payment", "card cards cash credit payment payments visa mastercard"),
      ("#web", "website web site online internet"),
      ("#doctor", "doctor doctors dr dentist dentists"),
    ]
    var meanings: [String: String] = [:]
    for (meaning, words) in groups {
      for word in words.split(separator: " ") { meanings[String(word)] = meaning }
    }
    return meanings
  }()

  private static let empty: Set<String> = [
    "a", "an", "the", "and", "or", "but", "so", "if", "of", "to", "in", "on", "at", "by", "for", "from", "with",
    "about", "is", "are", "was", "were", "am", "be", "been", "do", "does", "did", "have", "has", "had", "can", "could",
    "would", "will", "should", "may", "i", "you", "he", "she", "it", "we", "they", "me", "my", "your", "our", "us",
    "their", "its", "this", "that", "these", "those", "there", "here", "what", "what's", "which", "who", "how", "why",
    "tell", "know", "please", "want", "need", "like", "get", "give", "um", "uh", "er", "yes", "no", "okay", "ok",
    "hello", "hi", "hey", "just", "also", "any", "some", "i'd", "i'm", "you're", "it's", "is", "let", "up", "out",
    "question", "wondering", "wanted", "ask", "thanks", "thank", "time", "times", "long", "many", "say", "until",
    "till", "good", "morning", "afternoon", "evening", "sorry", "could", "possible", "all",
  ]
}
