import Agents
import Identifiers

/// How many deliveries are on their way, and for whom the next may begin: a receiver that is slow takes up its own
/// lanes and nobody else's, and one that is dead only one of them.
struct CourierLanes: Hashable, Sendable {
  /// For one agent at a time.
  var lanesEach = 4
  var lanesInAll = 256
  private var open: [ID<Agent>: Int] = [:]
  /// Whose last attempt got no answer.
  private var silent: Set<ID<Agent>> = []

  /// - Parameter due: who has something to be delivered.
  /// - Returns: for whom another lane is opened, those first whose receivers answer.
  mutating func admit(_ due: [ID<Agent>]) -> [ID<Agent>] {
    let sorted = due.filter { !silent.contains($0) } + due.filter(silent.contains)
    var admitted: [ID<Agent>] = []
    var total = open.values.reduce(0, +)
    for agent in sorted where total < lanesInAll {
      guard open[agent, default: 0] < (silent.contains(agent) ? 1 : lanesEach) else { continue }
      open[agent, default: 0] += 1
      total += 1
      admitted.append(agent)
    }
    return admitted
  }

  mutating func leave(_ agent: ID<Agent>) {
    let left = open[agent, default: 0] - 1
    open[agent] = left > 0 ? left : nil
  }

  mutating func note(_ agent: ID<Agent>, answered: Bool) {
    if answered { silent.remove(agent) } else { silent.insert(agent) }
  }
}
