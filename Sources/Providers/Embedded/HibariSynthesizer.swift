public import Agents
internal import Audio

/// The embedded neural voice: hibari's `heart` in the voice sidecar, US English, about 25 ms to the first sentence.
public final class HibariSynthesizer: Synthesizer {
  private let sidecar: VoiceSidecar

  init(sidecar: VoiceSidecar) { self.sidecar = sidecar }

  /// - Parameter voice: of it only the speed counts.
  public func speech(
    for text: String, voice: SpeechSettings, language: String
  ) -> AsyncThrowingStream<SpeechClip, any Error> {
    sidecar.speech(for: text, speed: min(max(voice.speed ?? 1, 0.5), 2))
  }
}
