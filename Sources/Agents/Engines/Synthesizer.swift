/// Turns text into speech.
public protocol Synthesizer: Sendable {
  /// The speech of `text`, in one or more pieces of the same rate, in order, as soon as each is there.
  ///
  /// The stream throws ``EngineError``; ending the iteration ends the work.
  func speech(for text: String, voice: SpeechSettings, language: String) -> AsyncThrowingStream<SpeechClip, any Error>
}
