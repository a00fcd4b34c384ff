/// All transactions of one node: finds the one a message belongs to, or says that it is new (RFC 3261 §17).
public struct TransactionLayer: Sendable {
  public enum Effect: Hashable, Sendable {
    case send(SIPMessage, to: Destination, leg: LegID?)
    /// A response to a request of ours.
    case response(SIPResponse, ClientTransactionKey, leg: LegID?)
    /// A request of ours that will not be answered.
    case failure(ClientTransactionFailure, ClientTransactionKey, leg: LegID?)
    /// The ACK of a 2xx that carried the branch of its INVITE.
    case acknowledgement(SIPRequest)
  }

  /// What a request is to this layer.
  public enum Arrival: Hashable, Sendable {
    /// It belongs to a transaction that has dealt with it.
    case handled([Effect])
    /// An ACK that no transaction claims: of a 2xx, or stray.
    case acknowledgement
    /// The same request by another way (RFC 3261 §8.2.2.2); a transaction was opened to answer it.
    case merged
    /// A transaction was opened.
    case opened
    /// No room for another transaction.
    case full
  }

  private enum Server: Sendable {
    case invite(InviteServerTransaction)
    case other(ServerTransaction)
  }
  private struct ServerEntry: Sendable {
    var transaction: Server
    var destination: Destination
    var merge: MergeKey
    var leg: LegID?
  }
  private enum Client: Sendable {
    case invite(InviteClientTransaction)
    case other(ClientTransaction)
  }
  private struct ClientEntry: Sendable {
    var transaction: Client
    var destination: Destination
    var leg: LegID?
    /// How many 2xx came that nobody wanted.
    var strays = 0
  }
  private struct MergeKey: Hashable, Sendable {
    var callID: String
    var fromTag: String?
    var cSeq: CSeq
  }
  private enum AlarmKey: Hashable, Sendable {
    case server(ServerTransactionKey)
    case client(ClientTransactionKey)
  }

  private let timers: TransactionTimers
  private let maximumCount: Int
  private var servers: [ServerTransactionKey: ServerEntry] = [:]
  private var clients: [ClientTransactionKey: ClientEntry] = [:]
  private var merges: [MergeKey: ServerTransactionKey] = [:]
  private var alarms = AlarmQueue<AlarmKey>()

  /// At most `maximumCount` server transactions are kept.
  public init(timers: TransactionTimers = TransactionTimers(), maximumCount: Int = 20_000) {
    self.timers = timers
    self.maximumCount = maximumCount
  }

  public var count: Int { servers.count + clients.count }
  public var deadline: Duration? { alarms.deadline }

  // MARK: Requests of others

  public mutating func receive(
    _ request: SIPRequest, _ essentials: RequestEssentials, over flow: Flow, at now: Duration
  ) -> Arrival {
    let key = ServerTransactionKey(request, essentials)
    if var entry = servers[key] {
      let effects: [Effect]
      switch entry.transaction {
      case .invite(var transaction):
        effects = transaction.receive(request, at: now).compactMap { Self.effect($0, entry) }
        entry.transaction = .invite(transaction)
      case .other(let transaction):
        effects =
          transaction.receiveRepeat().map { [.send(.response($0), to: entry.destination, leg: entry.leg)] } ?? []
      }
      store(entry, key)
      return .handled(effects)
    }
    if request.method == .ack { return .acknowledgement }
    guard servers.count < maximumCount else { return .full }
    let merge = MergeKey(callID: essentials.callID, fromTag: essentials.from.tag, cSeq: essentials.cSeq)
    let isMerged = essentials.to.tag == nil && merges[merge] != nil
    let isReliable = flow.transport.isReliable
    let transaction: Server =
      request.method == .invite
      ? .invite(InviteServerTransaction(isReliable: isReliable, timers: timers))
      : .other(ServerTransaction(isReliable: isReliable, timers: timers))
    servers[key] = ServerEntry(
      transaction: transaction, destination: Destination(respondingTo: essentials.via, over: flow), merge: merge)
    if !isMerged { merges[merge] = key }
    return isMerged ? .merged : .opened
  }

  /// Names the leg that messages of this transaction belong to.
  public mutating func assign(_ leg: LegID, to key: ServerTransactionKey) {
    servers[key]?.leg = leg
  }

  public func contains(_ key: ServerTransactionKey) -> Bool { servers[key] != nil }

  public mutating func respond(
    _ response: SIPResponse, to key: ServerTransactionKey, at now: Duration
  ) -> [Effect] {
    guard var entry = servers[key] else { return [] }
    let effects: [Effect]
    switch entry.transaction {
    case .invite(var transaction):
      effects = transaction.respond(response, at: now).compactMap { Self.effect($0, entry) }
      entry.transaction = .invite(transaction)
    case .other(var transaction):
      effects =
        transaction.respond(response, at: now)
        ? [.send(.response(response), to: entry.destination, leg: entry.leg)] : []
      entry.transaction = .other(transaction)
    }
    store(entry, key)
    return effects
  }

  // MARK: Requests of ours

  /// Sends a request. Its topmost Via must carry a branch nobody else uses.
  public mutating func start(
    _ request: SIPRequest, to destination: Destination, leg: LegID?, at now: Duration
  ) -> [Effect] {
    guard let key = ClientTransactionKey(request.headers) else { return [] }
    let isReliable = destination.transport.isReliable
    let transaction: Client =
      request.method == .invite
      ? .invite(InviteClientTransaction(request: request, isReliable: isReliable, timers: timers, at: now))
      : .other(ClientTransaction(request: request, isReliable: isReliable, timers: timers, at: now))
    store(ClientEntry(transaction: transaction, destination: destination, leg: leg), key)
    return [.send(.request(request), to: destination, leg: leg)]
  }

  /// A response nobody waits for gives no effect (RFC 3261 §18.1.2).
  public mutating func receive(_ response: SIPResponse, at now: Duration) -> [Effect] {
    guard let key = ClientTransactionKey(response.headers) else { return [] }
    return change(key) { (transaction: inout Client) in
      switch transaction {
      case .invite(var invite):
        let effects = invite.receive(response, at: now)
        transaction = .invite(invite)
        return effects
      case .other(var other):
        let effects = other.receive(response, at: now)
        transaction = .other(other)
        return effects
      }
    }
  }

  /// A request of ours whose transaction still lives, and where it was sent.
  func request(_ key: ClientTransactionKey) -> (request: SIPRequest, destination: Destination)? {
    clients[key].map { entry in
      switch entry.transaction {
      case .invite(let transaction): (transaction.request, entry.destination)
      case .other(let transaction): (transaction.request, entry.destination)
      }
    }
  }

  /// The leg that a request of ours belongs to.
  func leg(of key: ClientTransactionKey) -> LegID? { clients[key]?.leg }

  /// Counts a 2xx to an INVITE of ours that nobody wants: one of another phone, or after the end. False when there were
  /// so many that they are no phones, but somebody who aims our answers at others.
  mutating func admitsStray(_ key: ClientTransactionKey) -> Bool {
    guard let strays = clients[key]?.strays, strays < Self.maximumStrays else { return false }
    clients[key]?.strays += 1
    return true
  }

  private static let maximumStrays = 32

  /// An INVITE of ours is no longer sent again; what comes back late is still taken.
  mutating func hush(_ key: ClientTransactionKey) {
    guard var entry = clients[key], case .invite(var transaction) = entry.transaction else { return }
    transaction.hush()
    entry.transaction = .invite(transaction)
    store(entry, key)
  }

  /// Ends the transaction of a request of ours without another word.
  mutating func forget(_ key: ClientTransactionKey) {
    clients[key] = nil
    alarms.set(.client(key), to: nil)
  }

  /// A request of ours could not be sent.
  public mutating func sendFailed(_ request: SIPRequest) -> [Effect] {
    guard request.method != .ack, let key = ClientTransactionKey(request.headers) else { return [] }
    return change(key) { (transaction: inout Client) in
      switch transaction {
      case .invite(var invite):
        let effects = invite.transportFailed()
        transaction = .invite(invite)
        return effects
      case .other(var other):
        let effects = other.transportFailed()
        transaction = .other(other)
        return effects
      }
    }
  }

  // MARK: Time

  public mutating func deadlineReached(at now: Duration) -> [Effect] {
    var effects: [Effect] = []
    while let key = alarms.popDue(at: now) {
      switch key {
      case .server(let key): effects += serverDeadlineReached(key, at: now)
      case .client(let key):
        effects += change(key) { (transaction: inout Client) in
          switch transaction {
          case .invite(var invite):
            let effects = invite.deadlineReached(at: now)
            transaction = .invite(invite)
            return effects
          case .other(var other):
            let effects = other.deadlineReached(at: now)
            transaction = .other(other)
            return effects
          }
        }
      }
    }
    return effects
  }

  private mutating func serverDeadlineReached(_ key: ServerTransactionKey, at now: Duration) -> [Effect] {
    guard var entry = servers[key] else { return [] }
    var effects: [Effect] = []
    switch entry.transaction {
    case .invite(var transaction):
      effects = transaction.deadlineReached(at: now).compactMap { Self.effect($0, entry) }
      entry.transaction = .invite(transaction)
    case .other(var transaction):
      transaction.deadlineReached(at: now)
      entry.transaction = .other(transaction)
    }
    store(entry, key)
    return effects
  }

  private mutating func change(
    _ key: ClientTransactionKey, _ body: (inout Client) -> [ClientTransactionEffect]
  ) -> [Effect] {
    guard var entry = clients[key] else { return [] }
    let effects = body(&entry.transaction)
    store(entry, key)
    return effects.map { effect in
      switch effect {
      case .send(let request): .send(.request(request), to: entry.destination, leg: entry.leg)
      case .deliver(let response): .response(response, key, leg: entry.leg)
      case .fail(let failure): .failure(failure, key, leg: entry.leg)
      }
    }
  }

  private mutating func store(_ entry: ServerEntry, _ key: ServerTransactionKey) {
    let (deadline, isOver) =
      switch entry.transaction {
      case .invite(let transaction): (transaction.deadline, transaction.state == .terminated)
      case .other(let transaction): (transaction.deadline, transaction.state == .terminated)
      }
    servers[key] = isOver ? nil : entry
    if isOver, merges[entry.merge] == key { merges[entry.merge] = nil }
    alarms.set(.server(key), to: isOver ? nil : deadline)
  }

  private mutating func store(_ entry: ClientEntry, _ key: ClientTransactionKey) {
    let (deadline, isOver) =
      switch entry.transaction {
      case .invite(let transaction): (transaction.deadline, transaction.state == .terminated)
      case .other(let transaction): (transaction.deadline, transaction.state == .terminated)
      }
    clients[key] = isOver ? nil : entry
    alarms.set(.client(key), to: isOver ? nil : deadline)
  }

  private static func effect(_ effect: InviteServerTransaction.Effect, _ entry: ServerEntry) -> Effect? {
    switch effect {
    case .send(let response): .send(.response(response), to: entry.destination, leg: entry.leg)
    case .deliver(let acknowledgement): .acknowledgement(acknowledgement)
    // Nobody above waits for the ACK of a refusal.
    case .unacknowledged: nil
    }
  }
}
