/// What a model has answered so far, made speakable piece by piece.
struct Reply: Equatable, Sendable {
  /// Why a whole reply cannot be used.
  enum Flaw: String, Hashable, Sendable {
    case empty = "the model answered nothing that can be said"
    case repeated = "the model gave the same answer three times"
  }

  private var pieces = SentencePieces()
  private var held: [String] = []
  private(set) var text = ""
  private(set) var calls: [ToolCall] = []
  /// Normalized: what the model said twice in a row. Pieces are held back as long as it may be said a third time.
  private let tired: String?
  private let limits: TurnLimits

  init(tired: String?, limits: TurnLimits) {
    self.tired = tired
    self.limits = limits
  }

  /// Nothing more of it is taken.
  var isFull: Bool { text.count >= limits.replyCharacters }

  /// - Returns: what can be spoken now.
  mutating func append(_ more: String) -> [String] {
    let room = limits.replyCharacters - text.count
    guard room > 0 else { return [] }
    let taken = String(more.prefix(room))
    text += taken
    held += pieces.append(taken)
    if let tired, tired.hasPrefix(SpokenWords.normalized(text)) { return [] }
    defer { held = [] }
    return held
  }

  mutating func append(_ call: ToolCall) {
    // More calls than that in one breath are rubbish.
    if calls.count < 8 { calls.append(call) }
  }

  /// The last pieces, or why there is nothing to say.
  mutating func finish() -> Result<[String], Flaw> {
    if let last = pieces.finish() { held.append(last) }
    defer { held = [] }
    if let tired, tired == SpokenWords.normalized(text) { return .failure(.repeated) }
    guard PlainText.isSpeakable(text) else { return .failure(.empty) }
    return .success(held)
  }
}

extension Reply.Flaw: Error {}
