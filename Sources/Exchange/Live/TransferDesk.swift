import Agents
import Calls
import Synchronization

/// Puts the caller of one call through, and hears what becomes of it.
final class TransferDesk: Sendable {
  private enum Stage: Sendable {
    case free
    /// Somebody waits for the news.
    case awaited(AsyncStream<TransferProgress>.Continuation)
    /// Nobody does any more; the far end has not said its last word.
    case givenUp
  }

  private let call: Call
  private let path: CallPath
  private let pause: @Sendable (Duration) async throws -> Void
  /// Told when a transfer was given up before its outcome was known.
  private let onGiveUp: @Sendable () -> Void
  private let stage = Mutex(Stage.free)

  init(
    call: Call, path: CallPath, pause: @escaping @Sendable (Duration) async throws -> Void,
    onGiveUp: @escaping @Sendable () -> Void
  ) {
    self.call = call
    self.pause = pause
    self.onGiveUp = onGiveUp
    self.path = path
  }

  /// Returns when the far end has said what became of it, or the task is cancelled. One at a time.
  func transfer(to target: TransferTarget) async -> TransferOutcome {
    let (news, continuation) = AsyncStream<TransferProgress>.makeStream()
    let isFree = stage.withLock { stage in
      guard case .free = stage else { return false }
      stage = .awaited(continuation)
      return true
    }
    guard isFree else { return .failed(reason: "the far end has not finished with an earlier transfer") }
    guard call.transfer(to: uri(of: target)) else {
      stage.withLock { $0 = .free }
      return .failed(reason: "\(target.name) is no SIP address; correct the agent's transfers")
    }
    for await step in news {
      switch step {
      case .accepted, .trying: continue
      case .succeeded: return .done
      case .failed(_, let reason): return .failed(reason: reason)
      case .unknown:
        // A far end that hangs up now took the caller away; then the conversation is over and nobody asks.
        try? await pause(ConnectedCall.handOverLimit)
        return .failed(reason: "the far end did not say what became of it")
      }
    }
    stage.withLock { stage in
      if case .awaited = stage { stage = .givenUp }
    }
    onGiveUp()
    return .failed(reason: "it took too long")
  }

  func hear(_ progress: TransferProgress) {
    stage.withLock { stage in
      if case .awaited(let continuation) = stage { continuation.yield(progress) }
      switch progress {
      case .accepted, .trying: break
      case .succeeded, .failed, .unknown: stage = .free
      }
    }
  }

  private func uri(of target: TransferTarget) -> String {
    switch target.destination {
    case .number(let number): "sip:\(number)@\(path.domain)"
    case .uri(let uri): uri
    }
  }
}
