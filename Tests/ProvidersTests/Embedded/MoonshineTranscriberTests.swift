import Agents
import Audio
import Synchronization
import Testing

@testable import Providers

@Suite struct MoonshineTranscriberTests {
  let second = SpeechClip(samples: [Int16](repeating: 1000, count: 8000), rate: .hz8000)

  func transcriber(
    limit: Int = 8, decode: @escaping @Sendable ([Float]) -> String?
  ) -> MoonshineTranscriber {
    MoonshineTranscriber(threads: EngineThreads(engine: "speech_to_text", threads: 1, limit: limit), decode: decode)
  }

  @Test func `the words come trimmed`() async throws {
    let heard = try await transcriber { _ in "  Hello there. \n" }.transcribe(second, language: "en")
    #expect(heard == "Hello there.")
  }

  @Test func `speech in which nothing was heard is tried again with more silence before it`() async throws {
    let lengths = Recorder<Int>()
    let heard = try await transcriber { samples in
      lengths.note(samples.count)
      return lengths.all.count == 1 ? " " : "Yes."
    }.transcribe(second, language: "en")
    #expect(heard == "Yes.")
    #expect(lengths.all.count == 2)
    #expect(lengths.all[1] - lengths.all[0] == 3200)
  }

  @Test func `nothing at all is no error`() async throws {
    #expect(try await transcriber { _ in "" }.transcribe(second, language: "en") == "")
    let nothing = SpeechClip(samples: [], rate: .hz8000)
    #expect(try await transcriber { _ in "never" }.transcribe(nothing, language: "en") == "")
  }

  @Test func `long speech is heard piece by piece and joined`() async throws {
    let long = SpeechClip(samples: [Int16](repeating: 1000, count: 8000 * 40), rate: .hz8000)
    let count = Recorder<Int>()
    let heard = try await transcriber { samples in
      count.note(samples.count)
      return "part \(count.all.count)"
    }.transcribe(long, language: "en")
    #expect(heard.hasPrefix("part 1 part 2 part 3"))
  }

  @Test func `a recogniser that fails says so`() async {
    await #expect { try await transcriber { _ in nil }.transcribe(second, language: "en") } throws: {
      ($0 as? EngineError)?.code == .failed
    }
  }

  @Test func `more work than the bound is refused at once`() async {
    await #expect { try await transcriber(limit: 0) { _ in "" }.transcribe(second, language: "en") } throws: {
      ($0 as? EngineError)?.code == .limited
    }
  }
}

/// Keeps what it is given, in order.
final class Recorder<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])
  var all: [Value] { values.withLock { $0 } }
  func note(_ value: Value) { values.withLock { $0.append(value) } }
}
