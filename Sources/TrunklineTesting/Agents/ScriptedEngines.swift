public import Agents
public import Audio

/// Understands what its script says, whatever it is given.
public struct ScriptedTranscriber: Transcriber {
  private let script: @Sendable (SpeechClip) async throws -> String

  public init(_ script: @escaping @Sendable (SpeechClip) async throws -> String) { self.script = script }

  public init(_ text: String) { script = { _ in text } }

  public func transcribe(_ speech: SpeechClip, language: String) async throws -> String { try await script(speech) }
}

/// Answers what its script says.
public struct ScriptedModel: LanguageModel {
  private let script: @Sendable (ModelRequest) async throws -> [ModelPiece]

  public init(_ script: @escaping @Sendable (ModelRequest) async throws -> [ModelPiece]) { self.script = script }

  public func reply(to request: ModelRequest) -> AsyncThrowingStream<ModelPiece, any Error> {
    let script = script
    let pieces = Once { try await script(request) }
    return AsyncThrowingStream { try await pieces.next() }
  }
}

/// Says each text as a tone, 20 ms a character, at its own rate.
public struct ScriptedSynthesizer: Synthesizer {
  private let rate: SampleRate
  private let fails: @Sendable (String) async throws -> Void

  /// - Parameter fails: throws or waits where the synthesizer should.
  public init(rate: SampleRate = .hz24000, fails: @escaping @Sendable (String) async throws -> Void = { _ in }) {
    self.rate = rate
    self.fails = fails
  }

  public func speech(
    for text: String, voice: SpeechSettings, language: String
  ) -> AsyncThrowingStream<SpeechClip, any Error> {
    let (rate, fails) = (rate, fails)
    let clips = Once {
      try await fails(text)
      let samples = (0..<(text.count * rate.samplesPerFrame)).map { Int16(($0 / 30) % 2 == 0 ? 6000 : -6000) }
      return [SpeechClip(samples: samples, rate: rate)]
    }
    return AsyncThrowingStream { try await clips.next() }
  }
}

/// Gives the elements that a closure makes when the first is wanted.
private actor Once<Element: Sendable> {
  private var elements: [Element]?
  private let make: @Sendable () async throws -> [Element]

  init(_ make: @escaping @Sendable () async throws -> [Element]) { self.make = make }

  func next() async throws -> Element? {
    var rest = if let elements { elements } else { try await make() }
    let first = rest.isEmpty ? nil : rest.removeFirst()
    elements = rest
    return first
  }
}
