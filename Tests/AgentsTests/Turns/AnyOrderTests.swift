import Agents
import Audio
import Identifiers
import Testing
import TrunklineTesting

@Suite struct AnyOrderTests {
  /// A small generator, so that a failure can be repeated.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  @Test(arguments: 0..<60)
  func `whatever happens in whatever order, a conversation goes on to its end`(seed: Int) {
    var generator = Generator(state: UInt64(seed))
    var plan: ConversationPlan = seed % 2 == 0 ? .test : .silent
    plan.longestCall = .seconds(120)
    plan.turnHandling.interruptible = seed % 3 != 0
    var turns = TurnTaking(plan: plan, rate: .hz8000)
    var asked: [TurnEffect] = turns.start(at: .zero)
    var now = Duration.zero
    var ends = 0
    func take(_ effects: [TurnEffect]) {
      ends += effects.count { if case .end = $0 { true } else { false } }
      asked = (asked + effects).suffix(16)
    }
    while !turns.isEnded, now < .seconds(400) {
      now += .milliseconds(Int.random(in: 0...400, using: &generator))
      if let deadline = turns.deadline, now >= deadline {
        take(turns.deadlineReached(at: now))
        if let next = turns.deadline, next <= now { take(turns.deadlineReached(at: now)) }
      }
      take(turns.receive(event(asked, now: now, &generator), at: now))
    }
    #expect(turns.isEnded)
    #expect(ends == 1)
    #expect(turns.deadline == nil)
  }

  /// Anything, mostly an answer to something that was asked.
  private func event(_ asked: [TurnEffect], now: Duration, _ generator: inout Generator) -> TurnEvent {
    let segment = SpeechSegment(
      number: Int.random(in: 1...5, using: &generator), samples: [1, 2, 3], rate: .hz8000,
      spareSamples: Int.random(in: 0...1, using: &generator))
    switch Int.random(in: 0...11, using: &generator) {
    case 0: return .heard(.began(at: now))
    case 1: return .heard(.paused(at: now, segment))
    case 2: return .heard(.resumed(at: now))
    case 3: return .heard([.stirred(at: now), .settled, .cut(segment)].randomElement(using: &generator) ?? .settled)
    case 4: return .pressed(["1", "#", "x"].randomElement(using: &generator) ?? "1")
    default: break
    }
    for effect in asked.suffix(8).shuffled(using: &generator) {
      switch effect {
      case .transcribe(let work, _):
        return [.transcribed(work, "Yes."), .transcribed(work, ""), .transcriptionFailed(work, .test)]
          .randomElement(using: &generator) ?? .callEnded
      case .generate(let work, _):
        return [
          .generated(work, .text("Good. And ")), .generationEnded(work), .generationFailed(work, .test),
          .generated(work, .toolCall(ToolCall(id: "1", name: "skip_turn", arguments: .null))),
        ]
        .randomElement(using: &generator) ?? .callEnded
      case .speak(let work, _):
        return [
          .synthesized(work, samples: 800), .synthesisEnded(work), .synthesisFailed(work, .test),
          .played([ClipProgress(work: work, samplesPlayed: 800, startedAt: now)]),
        ]
        .randomElement(using: &generator) ?? .callEnded
      default: continue
      }
    }
    return .played([])
  }

  @Test func `speech of which nothing more is noticed is over after 30 s`() {
    var turns = TurnTaking(plan: .silent, rate: .hz8000)
    _ = turns.start(at: .zero)
    _ = turns.receive(.heard(.began(at: .seconds(1))), at: .seconds(1))
    #expect(turns.deadline == .seconds(31))
    _ = turns.deadlineReached(at: .seconds(31))
    // The floor is quiet again, and the caller is asked whether he is there.
    #expect(turns.deadline == .seconds(10))
  }
}
