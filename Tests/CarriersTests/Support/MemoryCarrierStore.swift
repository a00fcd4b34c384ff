import Carriers
import Identifiers
import Synchronization

/// Links, numbers and trunks in memory; outlives the desk that writes to it, as a database outlives a process.
final class MemoryCarrierStore: CarrierLinkStore, NumberStore, TrunkStore {
  struct State {
    var links: [ULID: CarrierLink] = [:]
    var numbers: [PhoneNumber] = []
    var trunks: [Trunk] = []
  }

  private let state = Mutex(State())
  private let frozen = Mutex(false)
  var now: State { state.withLock { $0 } }

  /// The process is killed: nothing it still does reaches the disk.
  func freeze() { frozen.withLock { $0 = true } }
  func thaw() { frozen.withLock { $0 = false } }

  private func write<Result>(_ change: (inout State) throws -> Result) rethrows -> Result {
    try state.withLock { state in
      guard frozen.withLock({ $0 }) else { return try change(&state) }
      var lost = state
      return try change(&lost)
    }
  }

  func links(to carrier: PhoneNumber.Source) async throws -> [CarrierLink] {
    now.links.values.filter { $0.carrier == carrier }.sorted { $0.id < $1.id }
  }

  func link(
    to carrier: PhoneNumber.Source, account: String, in workspace: ID<Workspace>
  ) async throws -> CarrierLink? {
    now.links.values.first { $0.carrier == carrier && $0.account == account && $0.workspace == workspace }
  }

  func save(_ link: CarrierLink) async throws { write { $0.links[link.id] = link } }
  func deleteLink(_ id: ULID) async throws { write { $0.links[id] = nil } }

  func settle(_ link: CarrierLink, number: PhoneNumber, newTrunk: Trunk?) async throws {
    try write { state in
      guard let index = state.numbers.firstIndex(where: { $0.id == number.id }) else {
        throw CarrierStoreError.referenceMissing
      }
      state.numbers[index] = number
      if let newTrunk { state.trunks.append(newTrunk) }
      state.links[link.id] = link
    }
  }

  func withdraw(_ link: CarrierLink, number: ID<PhoneNumber>) async throws {
    write { state in
      state.numbers.removeAll { $0.id == number }
      state.links[link.id] = link
    }
  }

  func forgetProvisioningNumbers() async throws -> Int {
    write { state in
      let before = state.numbers.count
      state.numbers.removeAll { $0.status == .provisioning }
      return before - state.numbers.count
    }
  }

  func insert(_ number: PhoneNumber) async throws {
    try write { state in
      guard !state.numbers.contains(where: { $0.number == number.number }) else { throw CarrierStoreError.numberTaken }
      state.numbers.append(number)
    }
  }

  func update(_ number: PhoneNumber) async throws -> Bool { false }

  func number(_ id: ID<PhoneNumber>, in workspace: ID<Workspace>) async throws -> PhoneNumber? {
    now.numbers.first { $0.id == id }
  }

  func numbers(in workspace: ID<Workspace>, filter: NumberFilter, page: PageRequest) async throws -> Page<PhoneNumber> {
    let found = now.numbers.filter { $0.workspace == workspace && (filter.trunk == nil || $0.trunk == filter.trunk) }
    return Page(elements: found, next: nil)
  }

  func deleteNumber(_ id: ID<PhoneNumber>, in workspace: ID<Workspace>) async throws -> Bool {
    write { state in
      let before = state.numbers.count
      state.numbers.removeAll { $0.id == id }
      return state.numbers.count < before
    }
  }

  func insert(_ trunk: Trunk) async throws { write { $0.trunks.append(trunk) } }

  func update(_ trunk: Trunk) async throws -> Bool {
    write { state in
      guard let index = state.trunks.firstIndex(where: { $0.id == trunk.id }) else { return false }
      state.trunks[index] = trunk
      return true
    }
  }

  func trunk(_ id: ID<Trunk>, in workspace: ID<Workspace>) async throws -> Trunk? {
    now.trunks.first { $0.id == id && $0.workspace == workspace }
  }

  func trunks(in workspace: ID<Workspace>, page: PageRequest) async throws -> Page<Trunk> {
    Page(elements: now.trunks, next: nil)
  }

  func deleteTrunk(_ id: ID<Trunk>, in workspace: ID<Workspace>, force: Bool) async throws -> Bool {
    try write { state in
      guard !state.numbers.contains(where: { $0.trunk == id }) else { throw CarrierStoreError.inUse }
      state.trunks.removeAll { $0.id == id }
      return true
    }
  }
}
