import Agents
import Calls
import Identifiers

/// What an agent may do with the telephone of its call.
struct AgentTelephone: Sendable {
  let call: Call
  let path: CallPath
  let transfers: TransferDesk
  let pause: @Sendable (Duration) async throws -> Void

  func transfer(to target: TransferTarget) async -> TransferOutcome { await transfers.transfer(to: target) }

  /// Presses keys one after the other, with their pauses; returns when the last has been heard, or the task is cancelled.
  func press(_ sequence: KeySequence) async {
    var now = Duration.zero
    for step in sequence.steps {
      if step.at > now { guard (try? await pause(step.at - now)) != nil else { return } }
      now = step.at
      call.dial(String(step.key), by: path.keys)
    }
    try? await pause(sequence.duration - now)
  }
}
