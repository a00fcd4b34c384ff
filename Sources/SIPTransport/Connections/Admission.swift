internal import SIP

/// Counts the connections that others have to us, so that neither one address nor all of them take more than their share.
/// A value.
struct Admission {
  private let limits: ConnectionLimits
  private var bySource: [String: Int] = [:]
  private(set) var count = 0

  init(limits: ConnectionLimits) {
    self.limits = limits
  }

  /// False when the connection is to be closed at once. `ours` is how many connections we have opened ourselves.
  mutating func admit(_ source: String, ours: Int) -> Bool {
    guard count + ours < limits.maximumConnections, bySource[source, default: 0] < limits.maximumPerSource else {
      return false
    }
    bySource[source, default: 0] += 1
    count += 1
    return true
  }

  /// An admitted connection is closed.
  mutating func leave(_ source: String) {
    guard let open = bySource[source] else { return }
    bySource[source] = open > 1 ? open - 1 : nil
    count -= 1
  }
}
