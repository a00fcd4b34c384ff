public import Carriers
public import Identifiers
internal import Synchronization

/// What is known of trunks, as the test says.
public final class TrunkStandings: TrunkStatuses {
  private let known = Mutex<[ID<Trunk>: TrunkStatus]>([:])

  public init() {}

  public func set(_ status: TrunkStatus, of trunk: ID<Trunk>) { known.withLock { $0[trunk] = status } }

  public func statuses(of trunks: [ID<Trunk>]) async -> [ID<Trunk>: TrunkStatus] {
    known.withLock { known in known.filter { trunks.contains($0.key) } }
  }

  public func trunksChanged() async {}
}
