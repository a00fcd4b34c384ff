/// Whether speech over the agent takes the floor.
public struct Interruption: Hashable, Sendable {
  /// Speech of this length takes the floor whatever it says.
  public var surelySpeech: Duration = .milliseconds(1000)
  /// A sound that is neither known to be speech nor to be none after so long was none.
  public var longestHush: Duration = .seconds(1)
  /// How long a held agent waits for the words of a shorter one.
  public var patience: Duration = .milliseconds(1500)
  /// With no more than this left to say, "yes" is an answer and no "mm-hm".
  public var nearlyDone: Duration = .milliseconds(700)

  public init() {}

  /// Whether `text` only says that its speaker listens.
  public func isBackchannel(_ text: String) -> Bool {
    let words = SpokenWords.split(text)
    return words.count <= 3 && words.allSatisfy(Self.listening.contains)
  }

  private static let listening: Set<String> = [
    "mm", "mmm", "mhm", "hm", "hmm", "mhmm", "uh", "huh", "um", "ah", "oh", "aha", "yeah", "yep", "yes", "ok", "okay",
    "right", "sure", "i", "see", "good", "great", "alright", "cool",
  ]
}
