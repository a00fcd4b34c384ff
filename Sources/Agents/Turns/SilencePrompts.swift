/// What to do while nobody speaks: ask twice whether the caller is there, then say goodbye.
///
/// The patience is the whole time from the last word to the goodbye; the questions come at a third and at two thirds
/// of it, or one at half when it is below 12 s.
public struct SilencePrompts: Hashable, Sendable {
  public enum Step: Hashable, Sendable {
    /// Ask, for the `count`th time.
    case ask(count: Int)
    case sayGoodbye
  }

  private let patience: Duration
  private let questions: Int
  private var since: Duration
  private var asked = 0

  public init(patience: Duration, since: Duration = .zero) {
    self.patience = patience
    self.since = since
    questions = patience < .seconds(12) ? 1 : 2
  }

  /// Someone said something that counts.
  public mutating func restart(at now: Duration) {
    since = now
    asked = 0
  }

  public var deadline: Duration { since + patience * (asked + 1) / (questions + 1) }

  /// The next step. Call at or after ``deadline``.
  public mutating func next() -> Step {
    guard asked < questions else { return .sayGoodbye }
    asked += 1
    return .ask(count: asked)
  }
}
