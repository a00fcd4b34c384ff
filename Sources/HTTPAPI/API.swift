public import Agents
public import Carriers
public import Exchange
public import Foundation
public import Hummingbird
public import Identifiers

/// The HTTP API: everything under `/v1`, and the operations that need no key.
public struct API: Sendable {
  /// Where the API keeps things.
  public struct Stores: Sendable {
    public var access: any AccessStore & KeyStore
    public var agents: any AgentStore
    public var trunks: any TrunkStore
    public var numbers: any NumberStore
    public var records: any CallRecordReader
    public var webhooks: any WebhookDeliveryReader
    public var idempotency: any IdempotencyStore

    public init(
      access: any AccessStore & KeyStore, agents: any AgentStore, trunks: any TrunkStore, numbers: any NumberStore,
      records: any CallRecordReader, webhooks: any WebhookDeliveryReader, idempotency: any IdempotencyStore
    ) {
      self.access = access
      self.agents = agents
      self.trunks = trunks
      self.numbers = numbers
      self.records = records
      self.webhooks = webhooks
      self.idempotency = idempotency
    }
  }

  private let endpoints: [Endpoint]
  private let authentication: Authentication
  private let gate: Gate

  /// - Parameters:
  ///   - recordings: the folder that ``CallRecord/recordingFile`` names files in.
  ///   - limits: how many requests a key may make.
  ///   - now: the wall clock.
  ///   - clock: monotonic time.
  public init(
    stores: Stores, liveCalls: any LiveCalls, outboundCalls: any OutboundCalls, trunkStatuses: any TrunkStatuses,
    trunkTester: any TrunkTester, carriers: CarrierDesks = CarrierDesks([:]),
    recordings: String,
    readiness: [ReadinessCheck], limits: RateLimits = RateLimits(), ids: IDSource,
    now: @escaping @Sendable () -> Date,
    clock: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
  ) {
    let knownKeys = KeyCache()
    authentication = Authentication(access: stores.access, cache: knownKeys, now: now, clock: clock)
    gate = Gate(limiter: RateLimiter(limits), clock: clock)
    let keys = KeyResource(keys: stores.access, cache: knownKeys, ids: ids, now: now)
    let agents = AgentResource(store: stores.agents, ids: ids, now: now)
    let trunks = TrunkResource(store: stores.trunks, statuses: trunkStatuses, tester: trunkTester, ids: ids, now: now)
    let numbers = NumberResource(
      store: stores.numbers, trunks: stores.trunks, agents: stores.agents, carriers: carriers,
      statuses: trunkStatuses, idempotency: Idempotency(store: stores.idempotency, now: now), ids: ids, now: now)
    let conversations = ConversationResource(
      records: stores.records, webhooks: stores.webhooks, liveCalls: liveCalls,
      recordings: RecordingFolder(path: recordings))
    let outbound = OutboundCallResource(
      calls: outboundCalls, idempotency: Idempotency(store: stores.idempotency, now: now))
    let operations = OperationsResource(checks: readiness)
    endpoints =
      agents.endpoints + trunks.endpoints + numbers.endpoints + outbound.endpoints + conversations.endpoints
      + operations.endpoints + keys.endpoints
  }

  /// A router with every route of the API; pages may be added to it beside them.
  public func router() -> Router<APIContext> {
    let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: ErrorEnvelope(paths: KnownPaths(endpoints)))
    let behindKey = router.group().add(middleware: authentication)
    for endpoint in endpoints {
      let answer = endpoint.answer
      if endpoint.needsKey {
        behindKey.on(RouterPath(endpoint.path), method: endpoint.method) { [gate] request, context in
          try gate.admit(context, to: endpoint)
          return try await answer(request, context)
        }
      } else {
        router.on(RouterPath(endpoint.path), method: endpoint.method) { try await answer($0, $1) }
      }
    }
    return router
  }
}
