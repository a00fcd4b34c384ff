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

  private let questions: Int
  private let gap: Duration
  private var asked = 0
  /// When ``next(at:)`` is due.
  public private(set) var deadline: Duration

  public init(patience: Duration, since: Duration = .zero) {
    questions = patience < .seconds(12) ? 1 : 2
    gap = patience / (questions + 1)
    deadline = since + gap
  }

  /// Someone said something that counts.
  public mutating func restart(at now: Duration) {
    asked = 0
    deadline = now + gap
  }

  /// The next step. However late it comes, the one after it is as far away as ever.
  public mutating func next(at now: Duration) -> Step {
    guard asked < questions else { return .sayGoodbye }
    asked += 1
    deadline = now + gap
    return .ask(count: asked)
  }
}
