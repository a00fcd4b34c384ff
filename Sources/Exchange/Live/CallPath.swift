import Calls
import Carriers
import Identifiers
import Synchronization

/// By which trunk a call goes, and with which number of ours: whoever speaks to its far end asks when he does.
final class CallPath: Sendable {
  private struct State: Sendable {
    var trunk: Trunk?
    var number: E164?
    /// Whose numbers the far end can call, where the trunk does not say.
    var domain = ""
  }
  private let state = Mutex(State())

  func take(_ trunk: Trunk, number: E164, domain: String = "") {
    state.withLock { $0 = State(trunk: trunk, number: number, domain: domain) }
  }

  var trunk: Trunk? { state.withLock { $0.trunk } }
  var number: E164? { state.withLock { $0.number } }
  var domain: String { state.withLock { $0.trunk?.sipAddress ?? $0.domain } }
  /// How the far end is told of keys.
  var keys: KeyMethod { trunk.map { KeyMethod($0.dtmfMode) } ?? .auto }
}
