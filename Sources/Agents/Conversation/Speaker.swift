internal import Audio

/// Makes an agent's speech at the rate of its room.
struct Speaker: Sendable {
  let synthesizer: any Synthesizer
  let settings: SpeechSettings
  let language: String
  let rate: SampleRate

  /// Gives the sound of `text` to `take`, chunk by chunk.
  func speak(_ text: String, _ take: @Sendable ([Int16]) async -> Void) async throws {
    let spoken = SpokenForm.of(text, language: language)
    var resampler: Resampler?
    for try await clip in synthesizer.speech(for: spoken, voice: settings, language: language) {
      if resampler == nil { resampler = Resampler(from: clip.rate, to: rate) }
      let samples = resampler?.process(clip.samples) ?? clip.samples
      if !samples.isEmpty { await take(samples) }
    }
    let rest = resampler?.finish() ?? []
    if !rest.isEmpty { await take(rest) }
  }

  /// The whole sound of `text`.
  func speech(_ text: String) async throws -> [Int16] {
    let spoken = SpokenForm.of(text, language: language)
    var samples: [Int16] = []
    var resampler: Resampler?
    for try await clip in synthesizer.speech(for: spoken, voice: settings, language: language) {
      if resampler == nil { resampler = Resampler(from: clip.rate, to: rate) }
      samples += resampler?.process(clip.samples) ?? clip.samples
    }
    samples += resampler?.finish() ?? []
    return samples
  }
}
