/// A model's answer to what the caller said: what was asked, and how far it came.
struct Answer: Equatable, Sendable {
  enum Stage: Equatable, Sendable {
    /// The next piece must come before `until`.
    case generating(WorkID, askedAt: Duration, until: Duration)
    /// The owner's tools are at work; when all have answered the model is asked again.
    case working(ToolWork)
    case complete
  }

  /// What is answered, kept so that it can go on if the caller does.
  let caller: CallerTurn
  let question: String
  let decidedAt: Duration
  var stage: Stage
  var reply: Reply
  /// Text of earlier rounds of the same answer.
  var earlier = ""
  /// Tool calls and results of this answer, in order.
  var steps: [ModelTurn] = []
  /// The model's reply came to its end and can be said. It makes up for earlier failures once it was heard.
  var isGood = false
  /// A tool of the owner's was run: the answer is not dropped, or it would be run again.
  var hasActed = false
  /// How often the model was asked.
  var rounds = 1
  /// When the first piece could be spoken.
  var firstPieceAt: Duration?
  /// Whether the caller's words stand in the record: from the first sound of the answer on.
  var isCommitted = false

  /// Whole text, spoken or not.
  var text: String {
    [earlier, reply.text].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Whether more of it will come.
  var isOpen: Bool { stage != .complete }
}
