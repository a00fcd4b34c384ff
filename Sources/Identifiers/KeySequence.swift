/// Keys to be dialled with pauses between them: `0`–`9`, `*`, `#`, `A`–`D`, `w` for half a second and `W` for a whole one.
///
/// A key sounds for 100 ms, and the next one does not begin before 80 ms of silence. A pause counts from the end of the key
/// before it to the beginning of the key after it: of `1ww2` the second key begins exactly one second after the first
/// has ended.
public struct KeySequence: Sendable, Hashable {
  public struct Step: Sendable, Hashable {
    public var key: Character
    /// When it begins, from the beginning of the sequence.
    public var at: Duration
  }

  /// What cannot be dialled.
  public struct Unreadable: Error, Sendable, Hashable, CustomStringConvertible {
    public var character: Character
    /// From 1.
    public var position: Int

    public var description: String {
      "has \"\(character)\" at position \(position); use 0-9, *, #, A-D, w for 0.5 s and W for 1 s"
    }
  }

  public let text: String
  public let steps: [Step]
  /// How long it takes, with the pauses at its end.
  public let duration: Duration

  /// How long a key sounds.
  public static let tone = Duration.milliseconds(100)
  /// How long it is silent between two keys, at least.
  public static let gap = Duration.milliseconds(80)

  public init(_ text: String) throws(Unreadable) {
    self.text = text
    var steps: [Step] = []
    // Where the last key ends, and how long nothing is dialled after it.
    var end = Duration.zero
    var pause = Duration.zero
    for (index, character) in text.enumerated() {
      switch character {
      case "w": pause += .milliseconds(500)
      case "W": pause += .seconds(1)
      case "0"..."9", "*", "#", "A"..."D":
        let start = steps.isEmpty ? pause : end + max(pause, Self.gap)
        steps.append(Step(key: character, at: start))
        end = start + Self.tone
        pause = .zero
      default: throw Unreadable(character: character, position: index + 1)
      }
    }
    self.steps = steps
    duration = end + (steps.isEmpty ? pause : max(pause, Self.gap))
  }
}
