import Agents
import Exchange
import Testing
import TrunklineTesting

/// Never dead air: whatever fails or hangs, the caller hears a sentence.
@Suite struct TroubleTests {
  enum Engine: CaseIterable { case transcriber, languageModel, synthesizer }

  static let troubles = Engine.allCases.flatMap { engine in
    [VirtualEngines.Manner.hangs, .fails].map { (engine, $0) }
  }

  @Test(arguments: Self.troubles)
  func `an engine in trouble is excused once, and ends the call the second time`(
    engine: Engine, manner: VirtualEngines.Manner
  ) throws {
    let exchange = VirtualExchange()
    let caller = exchange.answeredCaller()
    exchange.run(2000)
    switch engine {
    case .transcriber: exchange.engines.script.transcriber = manner
    case .languageModel: exchange.engines.script.languageModel = manner
    case .synthesizer: exchange.engines.script.synthesizer = manner
    }
    for _ in 0..<2 {
      exchange.says(caller, for: 800)
      let asked = exchange.now
      // 8 s for a model and 5 s for the others, after 0.7 s in which the turn is taken to be over.
      let patience = engine == .languageModel ? 9200 : 6200
      #expect(exchange.run(atMost: patience) { caller.sound.firstSound(after: asked) != nil } != nil)
      exchange.run(3000)
    }
    exchange.run(3000)
    let phrases = Phrases()
    #expect(exchange.transcript.contains("agent: \(phrases.notCaught)"))
    #expect(exchange.transcript.last == "agent: \(phrases.apology)")
    #expect(exchange.record?.endReason == .agentError)
    #expect(caller.wasHungUp)
    #expect(exchange.events.contains { $0.type == "agent.failed" })
    #expect(exchange.isIdle)
  }

  @Test(arguments: Engine.allCases)
  func `an engine that recovers goes on as if nothing was`(engine: Engine) {
    let exchange = VirtualExchange()
    let caller = exchange.answeredCaller()
    exchange.run(2000)
    let well = exchange.engines.script
    switch engine {
    case .transcriber: exchange.engines.script.transcriber = .fails
    case .languageModel: exchange.engines.script.languageModel = .fails
    case .synthesizer: exchange.engines.script.synthesizer = .fails
    }
    exchange.says(caller, for: 800)
    exchange.run(4000)
    exchange.engines.script = well
    exchange.says(caller, for: 800)
    exchange.run(4000)
    #expect(exchange.transcript.contains("agent: \(Phrases().notCaught)"))
    #expect(exchange.transcript.last == "agent: It is noon.")
    #expect(!caller.wasHungUp)
  }

  @Test func `a model that answers nothing is asked to be excused`() {
    let exchange = VirtualExchange()
    exchange.engines.script.answers = { _ in [.text("  ")] }
    let caller = exchange.answeredCaller()
    exchange.run(1000)
    exchange.says(caller, for: 800)
    exchange.run(4000)
    #expect(exchange.transcript.last == "agent: \(Phrases().notCaught)")
  }
}
