import Agents
import Audio
import Synchronization

/// A voice that does for each phrase what the test wrote down, and remembers what it was asked.
final class ScriptedSynthesizer: Synthesizer {
  enum Performance: Sendable {
    case speaks([SpeechClip])
    case fails(EngineError, after: [SpeechClip])
    case hangs
  }

  private let performance: Performance
  private let asked = Mutex<[String]>([])
  var phrases: [String] { asked.withLock { $0 } }

  init(_ performance: Performance) { self.performance = performance }

  func speech(
    for text: String, voice: SpeechSettings, language: String
  ) -> AsyncThrowingStream<SpeechClip, any Error> {
    asked.withLock { $0.append(text) }
    return AsyncThrowingStream { stream in
      switch performance {
      case .speaks(let clips):
        clips.forEach { stream.yield($0) }
        stream.finish()
      case .fails(let error, let clips):
        clips.forEach { stream.yield($0) }
        stream.finish(throwing: error)
      case .hangs: break
      }
    }
  }
}

extension SpeechClip {
  static func tone(_ value: Int16, samples: Int = 10) -> SpeechClip {
    SpeechClip(samples: Array(repeating: value, count: samples), rate: .hz24000)
  }
}

extension Synthesizer {
  func clips(_ text: String, voice: SpeechSettings = .init()) async throws -> [SpeechClip] {
    var clips: [SpeechClip] = []
    for try await clip in speech(for: text, voice: voice, language: "en") { clips.append(clip) }
    return clips
  }
}
