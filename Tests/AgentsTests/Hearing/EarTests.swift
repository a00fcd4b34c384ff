import Agents
import Audio
import Testing
import TrunklineTesting

@Suite struct EarTests {
  /// Tells the ear a story: stretches of voice and silence, in milliseconds; the sample's value is its loudness.
  private func facts(
    _ story: [(voice: Bool, milliseconds: Int)], rate: SampleRate = .hz8000, detectorRate: SampleRate = .hz8000,
    agentSpeaks: Bool = false, loudness: Int16 = 8000, settings: EarSettings = .init()
  ) -> [EarFact] {
    var ear = Ear(
      rate: rate, detector: ScriptedVoiceDetector(sampleRate: detectorRate), settings: settings)
    var facts: [EarFact] = []
    var now = Duration.zero
    for part in story {
      for _ in 0..<(part.milliseconds / 20) {
        now += .milliseconds(20)
        let frame = ScriptedVoiceDetector.frame(voice: part.voice, loudness: loudness, rate: rate)
        ear.hear(frame.span, at: now, agentSpeaks: agentSpeaks) { facts.append($0) }
      }
    }
    return facts
  }

  private func kinds(_ facts: [EarFact]) -> [String] {
    facts.map {
      switch $0 {
      case .stirred: "stirred"
      case .settled: "settled"
      case .began: "began"
      case .paused: "paused"
      case .resumed: "resumed"
      case .cut: "cut"
      }
    }
  }

  @Test func `speech begins after 60 ms of voice and pauses after 200 ms of silence`() {
    let facts = facts([(false, 1000), (true, 1000), (false, 1000)])
    #expect(kinds(facts) == ["stirred", "began", "paused"])
    guard case .began(let start) = facts[1], case .paused(let end, let segment) = facts[2] else { return }
    #expect(abs((start - .seconds(1)) / .milliseconds(1)) <= 40)
    #expect(abs((end - .seconds(2)) / .milliseconds(1)) <= 40)
    #expect(segment.number == 1)
  }

  @Test func `a segment has 300 ms of lead-in, and 200 ms more for a second try`() {
    guard case .paused(_, let segment) = facts([(false, 2000), (true, 1000), (false, 300)]).last else {
      Issue.record("there was no pause")
      return
    }
    // 300 ms before, 1 s of speech, 200 to 240 ms after.
    #expect((1480...1580).contains(Int(segment.clip.duration / .milliseconds(1))))
    #expect((1680...1780).contains(Int(segment.clipWithMoreLeadIn.duration / .milliseconds(1))))
  }

  @Test func `a click is no speech`() {
    #expect(kinds(facts([(false, 500), (true, 40), (false, 500)])) == ["stirred", "settled"])
  }

  @Test func `a short pause is within a segment and a long one ends it`() {
    let facts = facts([(true, 500), (false, 400), (true, 500), (false, 1000), (true, 500), (false, 300)])
    #expect(kinds(facts) == ["stirred", "began", "paused", "resumed", "paused", "stirred", "began", "paused"])
    let numbers = facts.compactMap { if case .paused(_, let segment) = $0 { segment.number } else { nil } }
    #expect(numbers == [1, 1, 2])
  }

  @Test func `while the agent speaks, speech must be louder and longer`() {
    #expect(kinds(facts([(true, 60), (false, 500)], agentSpeaks: true)).contains("began") == false)
    #expect(kinds(facts([(true, 200)], agentSpeaks: true)) == ["stirred", "began"])
    #expect(facts([(true, 1000)], agentSpeaks: true, loudness: 60).isEmpty)
    #expect(kinds(facts([(true, 1000)], loudness: 60)) == ["stirred", "began"])
  }

  @Test func `a sound that began over the agent wants the same certainty after the agent fell silent to listen`() {
    var ear = Ear(rate: .hz8000, detector: ScriptedVoiceDetector(sampleRate: .hz8000, windowSamples: 160))
    var noticed: [EarFact] = []
    for (step, voice) in [true, true, true, false, false, false, false, false, false].enumerated() {
      let frame = ScriptedVoiceDetector.frame(voice: voice, loudness: 8000, rate: .hz8000)
      ear.hear(frame.span, at: .milliseconds(20 * (step + 1)), agentSpeaks: step == 0) { noticed.append($0) }
    }
    #expect(kinds(noticed) == ["stirred", "settled"])
  }

  @Test func `voices in the background make the agent pause once, not again and again`() {
    var ear = Ear(rate: .hz8000, detector: UnsureDetector())
    var noticed: [EarFact] = []
    let frame = ScriptedVoiceDetector.frame(voice: true, loudness: 8000, rate: .hz8000)
    for step in 1...100 {
      ear.hear(frame.span, at: .milliseconds(20 * step), agentSpeaks: true) { noticed.append($0) }
    }
    #expect(kinds(noticed) == ["stirred", "settled"])
  }

  @Test func `speech over the agent is noticed within 100 ms`() {
    var ear = Ear(rate: .hz8000, detector: ScriptedVoiceDetector(sampleRate: .hz8000, windowSamples: 256))
    var now = Duration.zero
    var began: Duration?
    while now < .milliseconds(400) {
      now += .milliseconds(20)
      let frame = ScriptedVoiceDetector.frame(voice: now > .milliseconds(200), loudness: 8000, rate: .hz8000)
      ear.hear(frame.span, at: now, agentSpeaks: true) { if case .began = $0 { began = now } }
    }
    #expect(began ?? .seconds(9) <= .milliseconds(320))
  }

  @Test func `endless speech is cut every 20 s without a gap`() {
    let facts = facts([(true, 50_000)])
    #expect(kinds(facts) == ["stirred", "began", "cut", "cut"])
    let segments = facts.compactMap { if case .cut(let segment) = $0 { segment } else { nil } }
    #expect(segments.map(\.number) == [1, 2])
    #expect(segments.allSatisfy { $0.clipWithMoreLeadIn.duration == .seconds(20) })
  }

  @Test(arguments: [(SampleRate.hz8000, SampleRate.hz16000), (.hz16000, .hz8000), (.hz16000, .hz16000)])
  func `the room's rate need not be the detector's`(room: SampleRate, detector: SampleRate) {
    let facts = facts([(false, 500), (true, 500), (false, 500)], rate: room, detectorRate: detector)
    #expect(kinds(facts) == ["stirred", "began", "paused"])
    guard case .paused(_, let segment) = facts.last else { return }
    #expect(segment.rate == room)
  }

  @Test func `after the turn was taken, what follows is a new segment`() {
    var ear = Ear(rate: .hz8000, detector: ScriptedVoiceDetector(sampleRate: .hz8000))
    var facts: [EarFact] = []
    var now = Duration.zero
    for (voice, milliseconds) in [(true, 500), (false, 300), (true, 500), (false, 300)] {
      if now > .milliseconds(700), now < .milliseconds(900) { ear.beginSegment() }
      for _ in 0..<(milliseconds / 20) {
        now += .milliseconds(20)
        let frame = ScriptedVoiceDetector.frame(voice: voice, loudness: 8000, rate: .hz8000)
        ear.hear(frame.span, at: now, agentSpeaks: false) { facts.append($0) }
      }
    }
    #expect(kinds(facts) == ["stirred", "began", "paused", "stirred", "began", "paused"])
    guard case .paused(_, let segment) = facts.last else { return }
    #expect(segment.number == 2)
    // Nothing of the first segment is in it.
    #expect(segment.clipWithMoreLeadIn.duration < .milliseconds(900))
  }
}

/// Finds everything to be speech, but never for sure.
private struct UnsureDetector: VoiceActivityDetector {
  let sampleRate = SampleRate.hz8000
  let windowSamples = 160
  mutating func speechProbability(of window: Span<Int16>) -> Float { 0.6 }
  mutating func reset() {}
}
