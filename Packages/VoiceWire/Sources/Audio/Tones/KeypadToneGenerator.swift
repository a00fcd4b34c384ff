/// Presses keys on the line: tones in the audio, for a far end that takes no telephone events.
///
/// In a sequence, `w` waits half a second and `W` a second.
public struct KeypadToneGenerator: Sendable {
  private enum Step {
    case press(KeypadKey)
    case wait(samples: Int)
  }

  private let rate: SampleRate
  private let level: Float
  private let pressed: Int
  private let between: Int
  private let edge: Int

  private var steps: [Step]
  private var current = 0
  /// Samples of the current step that are made.
  private var position = 0
  private var tone: Tone?

  /// - Parameters:
  ///   - pressed: how long each tone lasts; carriers want at least 50 ms, most detect 100 ms surely.
  ///   - between: the silence after each tone.
  ///   - level: of each of the two tones, in dBov.
  /// - Returns: nil if `sequence` has a character that is neither key nor pause.
  public init?(
    _ sequence: String, rate: SampleRate, pressed: Duration = .milliseconds(100),
    between: Duration = .milliseconds(100), level: Float = -13
  ) {
    var steps: [Step] = []
    for character in sequence {
      switch character {
      case "w": steps.append(.wait(samples: rate.hz / 2))
      case "W": steps.append(.wait(samples: rate.hz))
      default:
        guard let key = KeypadKey(character) else { return nil }
        steps.append(.press(key))
      }
    }
    self.steps = steps
    self.rate = rate
    self.level = level
    self.pressed = max(1, rate.samples(in: pressed))
    self.between = rate.samples(in: between)
    // 2 ms at either end of a tone: a tone that starts at full strength clicks.
    edge = max(1, min(self.pressed / 2, rate.hz / 500))
  }

  public var isFinished: Bool { current >= steps.count }

  /// The next samples, over what was in `frame`; silence after the last key.
  /// - Returns: false once nothing was left to play.
  @discardableResult
  public mutating func fill(_ frame: inout MutableSpan<Int16>) -> Bool {
    let hadSome = !isFinished
    for index in frame.indices { frame[index] = next() }
    return hadSome
  }

  private mutating func next() -> Int16 {
    guard current < steps.count else { return 0 }
    switch steps[current] {
    case .wait(let samples):
      advance(length: samples)
      return 0
    case .press(let key):
      if position == 0 { tone = Tone(frequencies: key.frequencies, level: level, rate: rate) }
      let place = position
      advance(length: pressed + between)
      guard place < pressed, let sample = tone?.next() else { return 0 }
      let rise = Float(min(place + 1, pressed - place, edge)) / Float(edge)
      return sample.scaled(by: rise)
    }
  }

  private mutating func advance(length: Int) {
    position += 1
    guard position >= length else { return }
    position = 0
    current += 1
  }
}
