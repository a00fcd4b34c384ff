import Agents
import Calls
import Carriers
import Synchronization

/// Puts the caller of one call through, and hears what becomes of it.
final class TransferDesk: Sendable {
  private let call: Call
  /// Whose numbers the far end can call.
  private let domain: String
  private let waiting = Mutex<AsyncStream<TransferProgress>.Continuation?>(nil)

  init(call: Call, trunk: Trunk) {
    self.call = call
    domain = trunk.sipAddress ?? call.invitation.domain
  }

  /// Returns when the far end has said what became of it. One at a time.
  func transfer(to target: TransferTarget) async -> TransferOutcome {
    let (news, continuation) = AsyncStream<TransferProgress>.makeStream()
    let isFree = waiting.withLock { waiting in
      guard waiting == nil else { return false }
      waiting = continuation
      return true
    }
    guard isFree else { return .failed(reason: "another transfer is under way") }
    defer { waiting.withLock { $0 = nil } }
    guard call.transfer(to: uri(of: target)) else {
      return .failed(reason: "\(target.name) is no SIP address; correct the agent's transfers")
    }
    for await step in news {
      switch step {
      case .accepted, .trying: continue
      case .succeeded: return .done
      case .failed(_, let reason): return .failed(reason: reason)
      case .unknown: return .failed(reason: "the far end did not say what became of it")
      }
    }
    return .failed(reason: "it was given up")
  }

  func hear(_ progress: TransferProgress) { waiting.withLock { $0 }?.yield(progress) }

  private func uri(of target: TransferTarget) -> String {
    switch target.destination {
    case .number(let number): "sip:\(number)@\(domain)"
    case .uri(let uri): uri
    }
  }
}
