public import Agents
internal import Synchronization

/// A voice that remembers what it said, so that first messages and standing phrases are synthesized once.
public final class CachingSynthesizer: Synthesizer {
  private let voice: any Synthesizer
  private let cache: Mutex<PhraseCache>

  /// - Parameters:
  ///   - voice: speaks what is not remembered.
  ///   - limit: samples kept at most; the default is some six minutes, 16 MB.
  public init(_ voice: any Synthesizer, limit: Int = 8_000_000) {
    self.voice = voice
    cache = Mutex(PhraseCache(limit: limit))
  }

  public func speech(
    for text: String, voice settings: SpeechSettings, language: String
  ) -> AsyncThrowingStream<SpeechClip, any Error> {
    let phrase = PhraseCache.Phrase(text: text, voice: settings, language: language)
    return AsyncThrowingStream { continuation in
      if let clips = cache.withLock({ $0.speech(of: phrase) }) {
        for clip in clips { continuation.yield(clip) }
        return continuation.finish()
      }
      let task = Task {
        do {
          var clips: [SpeechClip] = []
          for try await clip in voice.speech(for: text, voice: settings, language: language) {
            continuation.yield(clip)
            clips.append(clip)
          }
          // A cancelled stream ends early without an error; half a phrase must not be remembered.
          if !Task.isCancelled { cache.withLock { $0.insert(clips, for: phrase) } }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}
