import Synchronization
import Webhooks

/// Answers with the statuses of its script; nil is a connection that breaks. What is sent to `http://hangs` is never
/// answered.
final class ScriptedReceiver: OutsideSender {
  private let state: Mutex<(script: [Int?], requests: [OutsideRequest], hanging: Int)>

  init(_ script: [Int?]) { state = Mutex((script, [], 0)) }

  var requests: [OutsideRequest] { state.withLock { $0.requests } }

  var hanging: Int { state.withLock { $0.hanging } }

  func send(_ request: OutsideRequest) async -> Result<OutsideAnswer, OutsideProblem> {
    if request.url == "http://hangs" {
      state.withLock { $0.hanging += 1 }
      let (never, source) = AsyncStream.makeStream(of: Never.self)
      for await _ in never {}
      source.finish()
      return .failure(.late(request.timeLimit))
    }
    return state.withLock { state in
      state.requests.append(request)
      let status = state.script.isEmpty ? nil : state.script.removeFirst()
      return status.map { .success(OutsideAnswer(status: $0)) } ?? .failure(.broken("reset"))
    }
  }
}
