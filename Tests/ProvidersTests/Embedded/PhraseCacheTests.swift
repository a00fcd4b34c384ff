import Agents
import Testing

@testable import Providers

@Suite struct PhraseCacheTests {
  func phrase(_ text: String, speed: Double? = nil) -> PhraseCache.Phrase {
    .init(text: text, voice: SpeechSettings(speed: speed), language: "en")
  }

  @Test func `a phrase is remembered as it was spoken`() {
    var cache = PhraseCache(limit: 1000)
    cache.insert([.tone(1), .tone(2)], for: phrase("Hello."))
    #expect(cache.speech(of: phrase("Hello.")) == [.tone(1), .tone(2)])
    #expect(cache.speech(of: phrase("Hello.", speed: 2)) == nil)
  }

  @Test func `what was not used for longest goes first, and the bound holds`() {
    var cache = PhraseCache(limit: 300)
    for text in ["a", "b", "c"] { cache.insert([.tone(1, samples: 30)], for: phrase(text)) }
    for number in 0..<7 { cache.insert([.tone(2, samples: 30)], for: phrase("\(number)")) }
    #expect(cache.samples == 300)
    #expect(cache.speech(of: phrase("a")) != nil)
    cache.insert([.tone(3, samples: 30)], for: phrase("new"))
    #expect(cache.samples == 300)
    #expect(cache.speech(of: phrase("a")) != nil)
    #expect(cache.speech(of: phrase("b")) == nil)
  }

  @Test func `one long phrase does not push all others out`() {
    var cache = PhraseCache(limit: 300)
    cache.insert([.tone(1, samples: 31)], for: phrase("long"))
    #expect(cache.speech(of: phrase("long")) == nil)
    #expect(cache.samples == 0)
  }

  @Test func `a fixed phrase is synthesized once`() async throws {
    let voice = ScriptedSynthesizer(.speaks([.tone(1)]))
    let cached = CachingSynthesizer(voice)
    #expect(try await cached.clips("Hello.") == [.tone(1)])
    #expect(try await cached.clips("Hello.") == [.tone(1)])
    #expect(voice.phrases == ["Hello."])
  }

  @Test func `half a phrase is not remembered`() async throws {
    let failure = EngineError(engine: "text_to_speech", code: .failed, message: "it broke")
    let voice = ScriptedSynthesizer(.fails(failure, after: [.tone(1)]))
    let cached = CachingSynthesizer(voice)
    for _ in 0..<2 { await #expect(throws: failure) { try await cached.clips("Hello.") } }
    #expect(voice.phrases.count == 2)
  }
}
