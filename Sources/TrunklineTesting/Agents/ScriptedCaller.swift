public import Agents
internal import Audio

/// A caller who says given words at given times, and the facts an ear would make of it: a stir after 40 ms, speech
/// after 100 ms, a pause after 200 ms of silence, a new segment after 700 ms.
public struct ScriptedCaller {
  private struct Speech {
    let text: String
    let start: Duration
    let end: Duration
    var stage = 0
  }

  private var speeches: [Speech] = []
  private var segment = 0
  private var texts: [Int: String] = [:]
  private var lastEnd: Duration?

  public init() {}

  public mutating func says(_ text: String, at start: Duration, for length: Duration) {
    speeches.append(Speech(text: text, start: start, end: start + length))
  }

  /// What is said from now on is a new segment.
  public mutating func beginSegment() { lastEnd = nil }

  public func text(of clip: SpeechClip) -> String { texts[Int(clip.samples.first ?? 0)] ?? "" }

  /// What is noticed up to `now`, in order.
  public mutating func facts(at now: Duration) -> [EarFact] {
    var facts: [EarFact] = []
    for index in speeches.indices {
      let speech = speeches[index]
      if speech.stage == 0, now >= speech.start + .milliseconds(40) {
        facts.append(.stirred(at: speech.start))
        speeches[index].stage = 1
      }
      let isCough = speech.end - speech.start < .milliseconds(100)
      if speeches[index].stage == 1, now >= speech.start + .milliseconds(100) {
        facts.append(isCough ? .settled : begin(speech))
        speeches[index].stage = isCough ? 3 : 2
      }
      if speeches[index].stage == 2, now >= speech.end + .milliseconds(200) {
        lastEnd = speech.end
        let samples = [Int16(segment), Int16(segment)]
        facts.append(
          .paused(
            at: speech.end,
            SpeechSegment(number: segment, samples: samples, rate: .hz8000, spareSamples: 1)))
        speeches[index].stage = 3
      }
    }
    return facts
  }

  private mutating func begin(_ speech: Speech) -> EarFact {
    if let lastEnd, speech.start - lastEnd < .milliseconds(700) {
      texts[segment] = [texts[segment], speech.text].compactMap { $0 }.joined(separator: " ")
      return .resumed(at: speech.start)
    }
    segment += 1
    texts[segment] = speech.text
    return .began(at: speech.start)
  }
}
