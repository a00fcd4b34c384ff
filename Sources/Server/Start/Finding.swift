/// One thing that `trunkline doctor` looked at.
public struct Finding: Sendable, Hashable {
  public enum Level: String, Sendable, Hashable {
    case good = "ok"
    case warning
    case problem
  }

  public var level: Level
  public var subject: String
  /// What was seen and, unless it is good, what to do.
  public var text: String

  public init(_ level: Level, _ subject: String, _ text: String) {
    self.level = level
    self.subject = subject
    self.text = text
  }
}
