public import Audio

/// Turns one stretch of speech into text.
public protocol Transcriber: Sendable {
  /// - Returns: the words, trimmed; empty when there were none.
  /// - Throws: ``EngineError``; cancelled when the task is.
  func transcribe(_ speech: SpeechClip, language: String) async throws -> String
}

/// Mono 16-bit PCM of one stretch of speech or one synthesized phrase.
public struct SpeechClip: Sendable, Equatable {
  public var samples: [Int16]
  public var rate: SampleRate

  public init(samples: [Int16], rate: SampleRate) {
    self.samples = samples
    self.rate = rate
  }

  public var duration: Duration { .microseconds(Int64(samples.count) * 1_000_000 / Int64(rate.hz)) }
}
