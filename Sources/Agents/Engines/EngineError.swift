/// Why an engine did not do what it was asked.
public struct EngineError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable, Equatable {
    /// Not installed, not configured or not running.
    case unavailable
    /// The key was refused.
    case unauthorized
    /// Asked too often or over quota.
    case limited
    /// It did not answer in time.
    case timedOut = "timed_out"
    /// It answered something that cannot be used.
    case invalidAnswer = "invalid_answer"
    /// It said that it failed.
    case failed
  }

  /// Which engine, like `speech_to_text` or `openai`.
  public var engine: String
  public var code: Code
  /// What happened and what to do; no secrets, no transcript.
  public var message: String

  public init(engine: String, code: Code, message: String) {
    self.engine = engine
    self.code = code
    self.message = message
  }

  public var description: String { "\(engine): \(message)" }
}
