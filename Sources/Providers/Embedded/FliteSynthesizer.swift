public import Agents
internal import Audio
internal import CFlite
internal import Glibc

/// The voice of last resort: flite's `rms`, in this process, one phrase at a time.
public final class FliteSynthesizer: Synthesizer {
  static let engine = "flite"

  /// Flite keeps state of its own: all use of it goes over the one thread.
  private let threads: EngineThreads
  nonisolated(unsafe) private let flite: OpaquePointer

  /// - Throws: ``EngineError`` when flite is not installed.
  public init() throws(EngineError) {
    do {
      flite = try CProblem.from { flite_engine_open($0, $1) }
    } catch {
      throw EngineError(
        engine: Self.engine, code: .unavailable,
        message: "flite is not there (\(error)); on Debian and Ubuntu: apt-get install libflite1")
    }
    threads = EngineThreads(engine: Self.engine, threads: 1, limit: 64)
  }

  public func speech(
    for text: String, voice: SpeechSettings, language: String
  ) -> AsyncThrowingStream<SpeechClip, any Error> {
    let speed = Float(min(max(voice.speed ?? 1, 0.5), 2))
    return AsyncThrowingStream { continuation in
      let task = Task {
        do {
          let clip = try await threads.run { try self.clip(of: text, stretch: 1 / speed) }
          if !clip.samples.isEmpty { continuation.yield(clip) }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func clip(of text: String, stretch: Float) throws(EngineError) -> SpeechClip {
    guard text.contains(where: { $0.isLetter || $0.isNumber }) else { return SpeechClip(samples: [], rate: .hz16000) }
    var samples: UnsafeMutablePointer<Int16>?
    var count = 0
    var rate: Int32 = 0
    guard flite_engine_speak(flite, text, stretch, &samples, &count, &rate) == 0, let samples else {
      throw EngineError(engine: Self.engine, code: .failed, message: "flite could not speak this phrase")
    }
    defer { free(samples) }
    return SpeechClip(
      samples: Array(UnsafeBufferPointer(start: samples, count: count)), rate: SampleRate(hz: Int(rate)))
  }
}
