internal import Audio

/// Makes an agent's speech at the rate of its room, without the silence around it.
struct Speaker: Sendable {
  let synthesizer: any Synthesizer
  let settings: SpeechSettings
  let language: String
  let rate: SampleRate

  /// Gives the sound of `text` to `take`, chunk by chunk.
  func speak(_ text: String, _ take: ([Int16]) async -> Void) async throws {
    let spoken = SpokenForm.of(text, language: language)
    var trim = SilenceTrim(rate: rate.hz)
    var resampler: Resampler?
    for try await clip in synthesizer.speech(for: spoken, voice: settings, language: language) {
      if resampler == nil { resampler = Resampler(from: clip.rate, to: rate) }
      let samples = trim.process(resampler?.process(clip.samples) ?? clip.samples)
      if !samples.isEmpty { await take(samples) }
    }
    let rest = trim.process(resampler?.finish() ?? []) + trim.finish()
    if !rest.isEmpty { await take(rest) }
  }

  /// The whole sound of `text`.
  func speech(_ text: String) async throws -> [Int16] {
    var whole: [Int16] = []
    try await speak(text) { whole += $0 }
    return whole
  }
}
