/// When sound counts as speech.
public struct EarSettings: Hashable, Sendable {
  /// Probability from which a window is voice.
  public var threshold: Float = 0.5
  /// While someone speaks, until where a window still is.
  public var lowerThreshold: Float = 0.35
  /// While the agent speaks: its own echo is weaker speech.
  public var echoThreshold: Float = 0.75
  /// While the agent speaks, sound below this is its echo, in dBov.
  public var echoLevel: Float = -48
  /// Voice for so long is speech.
  public var confirmation: Duration = .milliseconds(60)
  /// The same while the agent speaks.
  public var confirmationOverAgent: Duration = .milliseconds(80)
  /// A stir that is not confirmed is over after so much silence.
  public var settling: Duration = .milliseconds(100)
  /// After a stir over the agent that was nothing, only a sound as certain as speech stirs, for so long: background
  /// voices would make the agent stutter.
  public var wariness: Duration = .seconds(2)
  /// Silence that is a pause.
  public var pause: Duration = .milliseconds(200)
  /// Silence that ends a segment.
  public var segmentEnd: Duration = .milliseconds(700)
  /// Sound kept from before the first voice.
  public var leadIn: Duration = .milliseconds(500)
  /// How much of it a recogniser normally needs.
  public var usualLeadIn: Duration = .milliseconds(300)
  /// A segment is cut at this length.
  public var longestSegment: Duration = .seconds(20)

  public init() {}
}
