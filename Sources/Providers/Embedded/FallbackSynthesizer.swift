public import Agents
public import Logging
internal import Synchronization

/// A voice with a stand-in: when the first fails or says nothing for too long, the second speaks the phrase instead.
///
/// Once some of a phrase was heard it is not begun again: a failure then is the stream's error. Each outage is logged
/// once, and its end.
public final class FallbackSynthesizer: Synthesizer {
  private let first: any Synthesizer
  private let second: any Synthesizer
  private let patience: Duration
  private let clock: any Clock<Duration>
  private let log: Logger
  private let isOut = Mutex(false)

  /// - Parameter patience: how long the first may say nothing at the beginning of a phrase.
  public init(
    _ first: any Synthesizer, otherwise second: any Synthesizer, patience: Duration = .milliseconds(1500),
    clock: any Clock<Duration> = ContinuousClock(), log: Logger
  ) {
    self.first = first
    self.second = second
    self.patience = patience
    self.clock = clock
    self.log = log
  }

  public func speech(
    for text: String, voice: SpeechSettings, language: String
  ) -> AsyncThrowingStream<SpeechClip, any Error> {
    AsyncThrowingStream { continuation in
      let task = Task {
        do {
          let problem = try await speakFirst(text, voice, language, into: continuation)
          note(problem)
          if problem != nil {
            for try await clip in second.speech(for: text, voice: voice, language: language) {
              continuation.yield(clip)
            }
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private enum Turn { case undecided, first, second }

  private enum Outcome: Sendable {
    case ended
    case failed(any Error)
    case waitedEnough
  }

  /// Lets the first voice speak.
  /// - Returns: nil when it did, the problem when the second is to speak.
  private func speakFirst(
    _ text: String, _ voice: SpeechSettings, _ language: String,
    into continuation: AsyncThrowingStream<SpeechClip, any Error>.Continuation
  ) async throws -> String? {
    let turn = Turns()
    return try await withThrowingTaskGroup(of: Outcome.self) { group in
      group.addTask { [first] in
        do {
          for try await clip in first.speech(for: text, voice: voice, language: language) {
            guard turn.take(.first) else { return .ended }
            continuation.yield(clip)
          }
          return .ended
        } catch {
          return .failed(error)
        }
      }
      group.addTask { [clock, patience] in
        do { try await clock.sleep(for: patience) } catch { return .ended }
        return .waitedEnough
      }
      defer { group.cancelAll() }
      while let outcome = try await group.next() {
        switch outcome {
        case .ended: return nil
        case .failed(let error):
          try Task.checkCancellation()
          guard turn.take(.second) else { throw error }
          return "\(error)"
        case .waitedEnough:
          if turn.take(.second) { return "it said nothing for \(patience)" }
        }
      }
      return nil
    }
  }

  private func note(_ problem: String?) {
    let changed = isOut.withLock { isOut in
      defer { isOut = problem != nil }
      return isOut != (problem != nil)
    }
    guard changed else { return }
    if let problem {
      log.warning("the voice is out; the stand-in speaks", metadata: ["problem": "\(problem)"])
    } else {
      log.info("the voice is back")
    }
  }

  /// Which voice has the phrase; decided once.
  private final class Turns: Sendable {
    private let turn = Mutex(Turn.undecided)

    /// Whether the phrase is that voice's, from now on if it was undecided.
    func take(_ wanted: Turn) -> Bool {
      turn.withLock { turn in
        if turn == .undecided { turn = wanted }
        return turn == wanted
      }
    }
  }
}
