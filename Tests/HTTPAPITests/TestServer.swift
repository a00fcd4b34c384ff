import Carriers
import Crypto
import Exchange
import Foundation
import HTTPAPI
import Hummingbird
import HummingbirdTesting
import Identifiers
import Logging
import Store
import Synchronization
import Testing
import Yams

/// The API on a store in a folder of its own, with a workspace, its key, and a second workspace's key.
struct TestServer: Sendable {
  static let key = "sk_test_first"
  static let otherKey = "sk_test_second"
  static let time = Date(timeIntervalSince1970: 1_800_000_000.007)

  let store: Store
  let folder: String
  let calls: ScriptedCalls
  let trunks: ScriptedTrunks
  let client: any TestClientProtocol
  let workspace: ID<Workspace>
  let clock: TestClock
  /// Like `GET /v1/agents/{id}`.
  let routes: [String]

  /// - Parameter limits: none, so that a test may send what it wants.
  static func run(
    checks: [ReadinessCheck] = [], limits: RateLimits = .none,
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    carriers: CarrierDesks = CarrierDesks([:]), _ body: @Sendable (TestServer) async throws -> Void
  ) async throws {
    let folder = NSTemporaryDirectory() + "/trunkline-api-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let clock = TestClock()
    let key = MasterKey(SymmetricKey(data: [UInt8](repeating: 7, count: 32)))
    let store = try await Store.open(folder: folder, masterKey: key, gathering: .zero)
    let ids = CountingIDs().source
    let workspaces = try await [Self.key, otherKey].asyncMap { secret in
      let workspace = Workspace(id: ids.make(), name: secret)
      try await store.insert(workspace)
      let key = BearerKey(secret)
      try await store.insert(
        APIKey(id: ids.make(), workspace: workspace.id, name: "k", hash: key.hash, hint: key.hint, createdAt: time))
      return workspace.id
    }
    try await serve(
      store, in: folder, workspace: workspaces[0], ids: ids, checks: checks, limits: limits, logger: logger,
      carriers: carriers, clock: clock, body)
    try store.close()
  }

  /// The same server after a restart: another process's store on the same folder.
  func restarted(_ body: @Sendable (TestServer) async throws -> Void) async throws {
    try store.close()
    let key = MasterKey(SymmetricKey(data: [UInt8](repeating: 7, count: 32)))
    let store = try await Store.open(folder: folder, masterKey: key, gathering: .zero)
    let ids = CountingIDs(from: 1_000_000).source
    try await Self.serve(store, in: folder, workspace: workspace, ids: ids, clock: clock, body)
    try store.close()
  }

  private static func serve(
    _ store: Store, in folder: String, workspace: ID<Workspace>, ids: IDSource, checks: [ReadinessCheck] = [],
    limits: RateLimits = .none, logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    carriers: CarrierDesks = CarrierDesks([:]), clock: TestClock, _ body: @Sendable (TestServer) async throws -> Void
  ) async throws {
    let calls = ScriptedCalls()
    let trunks = ScriptedTrunks()
    let api = API(
      stores: .init(
        access: store, agents: store, trunks: store, numbers: store, records: store, webhooks: store,
        idempotency: store),
      liveCalls: calls, outboundCalls: calls, trunkStatuses: trunks, trunkTester: trunks, carriers: carriers,
      recordings: folder, readiness: checks, limits: limits, ids: ids, now: { clock.date }, clock: { clock.instant })
    let router = api.router()
    let routes = router.routes.filter { $0.method != .head }.map {
      "\($0.method.rawValue) \("\($0.path)".replacing(":id", with: "{id}"))"
    }
    let application = Application(router: router, logger: logger)
    try await application.test(.router) { client in
      try await body(
        TestServer(
          store: store, folder: folder, calls: calls, trunks: trunks, client: client, workspace: workspace,
          clock: clock, routes: routes))
    }
  }

  /// Sends a request and reads the answer's JSON.
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, key: String? = TestServer.key,
    headers: HTTPFields = [:]
  ) async throws -> TestAnswer {
    var headers = headers
    if let key { headers[.authorization] = "Bearer \(key)" }
    if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
    let answer = try await client.execute(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
    ) { TestAnswer(status: $0.status, headers: $0.headers, bytes: Data($0.body.readableBytesView)) }
    if method != .head { try answer.requireContract("\(method) \(path)") }
    return answer
  }
}

extension TestServer {
  /// The names of the fields that `openapi.yaml` gives one of its schemas.
  func properties(of schema: String) async throws -> Set<String> {
    let text = try await send(.get, "/openapi.yaml", key: nil).text
    let document = try #require(try Yams.load(yaml: text) as? [String: Any])
    let schemas = try #require((document["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]])
    return Set(try #require(schemas[schema]?["properties"] as? [String: Any]).keys)
  }
}

/// What came back.
struct TestAnswer: Sendable {
  let status: HTTPResponse.Status
  let headers: HTTPFields
  let bytes: Data

  var text: String { String(decoding: bytes, as: UTF8.self) }
  var json: JSONValue { (try? JSONDecoder().decode(JSONValue.self, from: bytes)) ?? .null }
  subscript(key: String) -> JSONValue? { json[key] }
  var id: String { self["id"]?.stringValue ?? "no id in \(text)" }
  var code: String? { self["error"]?["code"]?.stringValue }
  var fields: [String] {
    guard case .object(let fields) = self["error"]?["fields"] else { return [] }
    return fields.keys.sorted()
  }
  /// The fields of the object that came back.
  var names: Set<String> {
    if case .object(let members) = json { Set(members.keys) } else { [] }
  }
  func header(_ name: String) -> String? { headers.first { $0.name.canonicalName == name.lowercased() }?.value }
}

extension TestAnswer {
  /// The codes that `openapi.yaml` lists.
  private static let codes: Set<String> = {
    let file = URL(filePath: #filePath).appending(path: "../../../Sources/HTTPAPI/openapi.yaml").standardizedFileURL
    guard let text = try? String(contentsOf: file, encoding: .utf8),
      let document = try? Yams.load(yaml: text) as? [String: Any],
      let schemas = (document["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]],
      let error = (schemas["Error"]?["properties"] as? [String: Any])?["error"] as? [String: Any],
      let code = (error["properties"] as? [String: Any])?["code"] as? [String: Any]
    else { return [] }
    return Set(code["enum"] as? [String] ?? [])
  }()

  /// Every answer of every test has its request id, and every error the contract's shape and a code of the description.
  fileprivate func requireContract(_ request: String) throws {
    let name = try #require(header("X-Request-Id"), "\(request)")
    guard status.code >= 400 else { return }
    #expect(names == ["error", "request_id"], "\(request): \(text)")
    // One that comes again has the body of the first, with the first one's name.
    if self.header("Idempotent-Replayed") == nil { #expect(self["request_id"]?.stringValue == name, "\(request)") }
    #expect(Self.codes.contains(code ?? "none"), "\(request): \(text)")
    #expect(self["error"]?["message"]?.stringValue?.isEmpty == false, "\(request)")
    #expect(headers[.contentType] == "application/json", "\(request)")
    if status == .tooManyRequests || status == .serviceUnavailable {
      #expect(headers[.retryAfter] != nil, "\(request)")
    }
  }
}

/// Time that only moves when a test says so.
final class TestClock: Sendable {
  private let passed = Mutex(Duration.zero)
  private let start = ContinuousClock.now
  var instant: ContinuousClock.Instant { start + passed.withLock { $0 } }
  var date: Date { TestServer.time.addingTimeInterval(passed.withLock { $0 } / .seconds(1)) }

  func advance(by duration: Duration) { passed.withLock { $0 += duration } }
}

/// Trunks that stand as a test says.
final class ScriptedTrunks: TrunkStatuses, TrunkTester {
  private let state = Mutex<(known: [ID<Trunk>: TrunkStatus], changes: Int)>(([:], 0))
  var changes: Int { state.withLock { $0.changes } }

  func set(_ status: TrunkStatus, of trunk: ID<Trunk>) { state.withLock { $0.known[trunk] = status } }
  func statuses(of trunks: [ID<Trunk>]) async -> [ID<Trunk>: TrunkStatus] {
    state.withLock { state in state.known.filter { trunks.contains($0.key) } }
  }
  func trunksChanged() async { state.withLock { $0.changes += 1 } }

  /// Whoever has an address answers 200 after 12 ms.
  func test(_ trunk: Trunk) async -> TrunkTest? {
    guard let address = trunk.settings.sipAddress else { return nil }
    return TrunkTest(
      options: TrunkTest.Attempt(
        succeeded: true, addresses: ["\(address) over UDP"], statusCode: 200, roundTrip: .milliseconds(12),
        sentence: "somebody is there"))
  }
}

/// Calls in progress that note who was asked to end, and what was to be placed.
final class ScriptedCalls: LiveCalls, OutboundCalls {
  private let asked = Mutex<[ID<CallRecord>]>([])
  private let placing = Mutex<(orders: [OutboundOrder], refusal: OutboundRefusal?)>(([], nil))
  var orders: [OutboundOrder] { placing.withLock { $0.orders } }
  /// What the next orders are refused with.
  func refuse(with refusal: OutboundRefusal?) { placing.withLock { $0.refusal = refusal } }

  func place(_ order: OutboundOrder) async throws -> ID<CallRecord> {
    try placing.withLock { placing in
      if let refusal = placing.refusal { throw refusal }
      placing.orders.append(order)
      return ID(ULID(high: 77, low: UInt64(placing.orders.count)))
    }
  }

  var ended: [ID<CallRecord>] { asked.withLock { $0 } }

  func end(_ id: ID<CallRecord>) async -> Bool {
    asked.withLock { $0.append(id) }
    return true
  }
}

/// Ids 1, 2, 3, …
final class CountingIDs: Sendable {
  private let count: Mutex<UInt64>

  init(from start: UInt64 = 0) { count = Mutex(start) }

  var source: IDSource {
    IDSource {
      self.count.withLock {
        $0 += 1
        return ULID(high: 0, low: $0)
      }
    }
  }
}

extension Array {
  fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
