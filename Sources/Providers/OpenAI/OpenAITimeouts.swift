/// How long an OpenAI-compatible server may take before a caller hears silence for too long.
public struct OpenAITimeouts: Sendable, Hashable {
  /// Until the response's head, and for chat its first word.
  public var firstByte: Duration
  /// Between two pieces of the body after that.
  public var silence: Duration

  public init(firstByte: Duration = .seconds(10), silence: Duration = .seconds(8)) {
    self.firstByte = firstByte
    self.silence = silence
  }
}
