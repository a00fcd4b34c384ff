public import Identifiers

/// Where trunks are kept. A trunk of another workspace is as absent as one that never was.
public protocol TrunkStore: Sendable {
  /// - Throws: ``CarrierStoreError/quotaReached(limit:)`` at the 21st trunk of a workspace.
  func insert(_ trunk: Trunk) async throws
  /// Numbers on it take what its direction makes them capable of. False when there is no such trunk.
  func update(_ trunk: Trunk) async throws -> Bool
  func trunk(_ id: ID<Trunk>, in workspace: ID<Workspace>) async throws -> Trunk?
  func trunks(in workspace: ID<Workspace>, page: PageRequest) async throws -> Page<Trunk>
  /// - Throws: ``CarrierStoreError/inUse`` while numbers hang on it, unless `force`, which leaves them without.
  func deleteTrunk(_ id: ID<Trunk>, in workspace: ID<Workspace>, force: Bool) async throws -> Bool
}

/// Which numbers a list holds; nil fields hold all.
public struct NumberFilter: Hashable, Sendable {
  public var source: PhoneNumber.Source?
  public var agent: ULID?
  public var trunk: ID<Trunk>?

  public init(source: PhoneNumber.Source? = nil, agent: ULID? = nil, trunk: ID<Trunk>? = nil) {
    self.source = source
    self.agent = agent
    self.trunk = trunk
  }
}

/// Where numbers are kept. A number of another workspace is as absent as one that never was.
public protocol NumberStore: Sendable {
  /// - Throws: ``CarrierStoreError/numberTaken`` if any workspace has it,
  ///   ``CarrierStoreError/quotaReached(limit:)`` at the 101st number of a workspace,
  ///   ``CarrierStoreError/referenceMissing`` without its trunk or agent.
  func insert(_ number: PhoneNumber) async throws
  /// Everything but its number, source and trunk. False when there is no such number.
  func update(_ number: PhoneNumber) async throws -> Bool
  func number(_ id: ID<PhoneNumber>, in workspace: ID<Workspace>) async throws -> PhoneNumber?
  func numbers(in workspace: ID<Workspace>, filter: NumberFilter, page: PageRequest) async throws -> Page<PhoneNumber>
  func deleteNumber(_ id: ID<PhoneNumber>, in workspace: ID<Workspace>) async throws -> Bool
}

/// What routing an incoming call needs to know, across workspaces.
public protocol NumberDirectory: Sendable {
  func number(dialled: E164) async throws -> PhoneNumber?
  func trunk(_ id: ID<Trunk>) async throws -> Trunk?
  /// All trunks on which calls may come in, of every workspace.
  func inboundTrunks() async throws -> [Trunk]
}

/// All trunks there are, for keeping in touch with who is at their other end.
public protocol TrunkDirectory: Sendable {
  /// Those of every workspace, oldest first.
  func everyTrunk() async throws -> [Trunk]
}

/// What is known of the other ends of trunks.
public protocol TrunkStatuses: Sendable {
  /// Trunks of which nothing is known are left out.
  func statuses(of trunks: [ID<Trunk>]) async -> [ID<Trunk>: TrunkStatus]
  /// A trunk was made, changed or deleted.
  func trunksChanged() async
}

public enum CarrierStoreError: Error, Hashable, Sendable {
  case numberTaken
  case quotaReached(limit: Int)
  case inUse
  /// The agent or trunk that a number names is not there (any more).
  case referenceMissing
}
