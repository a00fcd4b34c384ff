import Calls
import Carriers
import Exchange
import Foundation
import Identifiers
import Logging
import SIP
import Testing
import TrunklineTesting
import WireTesting

/// A node's watch over its trunks in virtual time, and the providers and phones at their other ends.
private final class WatchStage {
  let store = MemoryStore()
  let sip = VirtualSIP()
  let clock = VirtualClock()
  let watch: TrunkWatch
  private let executor = StageExecutor()
  private let task: Task<Void, Never>
  private(set) var sent: [SIPMessage] = []

  init(_ trunks: Trunk..., unanswered: String? = nil) {
    let clock = clock
    if let unanswered { sip.leaveUnanswered(unanswered) }
    let desk = AccountDesk(
      commands: sip,
      settings: PhoneSettings(
        nonceSecret: Array(repeating: 7, count: 16), hash: toyHash, mediaAddress: { _ in "198.51.100.1" },
        clock: { clock.now }))
    sip.connect(desk)
    for trunk in trunks { store.add(trunk) }
    let watch = TrunkWatch(
      directory: store, desk: desk, clock: { clock.now },
      wallClock: { Date(timeIntervalSince1970: Double(clock.now.components.seconds)) },
      pause: { try await clock.wait(for: $0) }, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    self.watch = watch
    task = Task(executorPreference: executor) { await watch.run() }
    settle()
  }

  deinit {
    task.cancel()
    executor.run()
  }

  func settle() {
    executor.run()
    sent += sip.takeSent()
  }

  func run(_ seconds: Int) {
    for _ in 0..<(seconds * 2) {
      sip.advance(by: .milliseconds(500))
      clock.move(to: sip.now)
      settle()
    }
  }

  func receive(_ message: SIPMessage, from host: String = "192.0.2.20") {
    sip.receive(message, from: host)
    settle()
  }

  /// Answers a request of ours.
  func answer(_ request: SIPRequest, _ status: SIPStatus, headers: SIPHeaders = [:]) {
    var response = SIPResponse(status: status)
    for name in ["Via", "From", "To", "Call-ID", "CSeq"] as [SIPHeaderName] {
      for field in request.headers.all(name) { response.headers.append(field) }
    }
    response.headers.append(contentsOf: headers)
    receive(.response(response))
  }

  func requests(_ method: SIPMethod) -> [SIPRequest] {
    sent.compactMap { if case .request(let request) = $0, request.method == method { request } else { nil } }
  }

  var responses: [SIPResponse] {
    sent.compactMap { if case .response(let response) = $0 { response } else { nil } }
  }

  func status(_ trunk: Trunk) -> TrunkStatus? {
    let (watch, id) = (watch, trunk.id)
    return executor.finish { await watch.statuses(of: [id])[id] } ?? nil
  }

  /// Begins to try a trunk.
  func trial(of trunk: Trunk) -> Task<TrunkTest?, Never> {
    let watch = watch
    let task = Task(executorPreference: executor) { await watch.test(trunk) }
    settle()
    return task
  }

  func result(of trial: Task<TrunkTest?, Never>) -> TrunkTest? { executor.finish { await trial.value } ?? nil }

  /// A phone registers with us, with credentials for the last challenge when it has a password.
  func phoneRegisters(_ number: Int, username: String = "alice", password: String? = nil) throws {
    let uri = SIPURI(host: "198.51.100.1")
    var request = SIPRequest(
      method: .register, uri: uri,
      headers: [
        "Via": "SIP/2.0/UDP 192.0.2.30;branch=z9hG4bK\(number)", "Max-Forwards": "70",
        "From": "<sip:alice@198.51.100.1>;tag=1", "To": "<sip:alice@198.51.100.1>", "Call-ID": "phone",
        "CSeq": "\(number) REGISTER", "Contact": "<sip:alice@192.0.2.30>",
      ])
    if let password {
      let challenge = try #require(
        DigestChallenge.strongest(of: responses.last?.headers.all("WWW-Authenticate").map(\.value) ?? []))
      let credentials = DigestCredentials(
        answering: challenge, username: username, password: password, method: .register, uri: "\(uri)",
        clientNonce: "c", hash: toyHash)
      request.headers.append("Authorization", "\(credentials)")
    }
    receive(.request(request), from: "192.0.2.30")
  }
}

@Suite struct TrunkWatchTests {
  let trunk = Trunk(
    id: ID(ULID(high: 0, low: 1)), workspace: .office, name: "C", kind: .byoc, direction: .both,
    settings: TrunkSettings(
      sipAddress: "192.0.2.20", authUsername: "alice", authPassword: "secret", register: true),
    createdAt: .distantPast, updatedAt: .distantPast)

  @Test func `a trunk registers at its provider with digest, and its status says so`() throws {
    let stage = WatchStage(trunk)
    let first = try #require(stage.requests(.register).first)
    #expect(first.headers["To"] == "<sip:alice@192.0.2.20>")
    #expect(stage.status(trunk)?.registration == .registering)
    stage.answer(first, 401, headers: ["WWW-Authenticate": "Digest realm=\"p\", nonce=\"n\", qop=\"auth\""])
    let second = try #require(stage.requests(.register).last)
    #expect(second.headers["Authorization"]?.contains("username=\"alice\"") == true)
    stage.answer(second, 200, headers: ["Contact": "\(second.headers["Contact"] ?? "");expires=120"])
    #expect(stage.status(trunk)?.registration == .registered)
    stage.run(120)
    let numbers = Set(stage.requests(.register).compactMap { $0.headers["CSeq"] })
    #expect(numbers.contains("3 REGISTER"), "refreshed before its end")
  }

  @Test func `a wrong password is shown with what to do`() throws {
    let stage = WatchStage(trunk)
    for _ in 0..<2 {
      stage.answer(
        try #require(stage.requests(.register).last), 401,
        headers: ["WWW-Authenticate": "Digest realm=\"p\", nonce=\"n\""])
    }
    #expect(stage.status(trunk)?.registration == .failed)
    #expect(stage.status(trunk)?.lastError?.contains("check auth_username and auth_password") == true)
  }

  @Test(.rfc(3261, "11"))
  func `a trunk that is tried is asked by OPTIONS at once, and what came is told`() throws {
    var trunk = trunk
    trunk.settings.register = false
    let stage = WatchStage(trunk)
    let trial = stage.trial(of: trunk)
    stage.answer(try #require(stage.requests(.options).last), 200)
    let seen = try #require(stage.result(of: trial))
    #expect(seen.options.succeeded)
    #expect(seen.options.statusCode == 200)
    #expect(seen.options.addresses == ["192.0.2.20:5060 over UDP"])
    #expect(seen.registration == nil)
  }

  @Test func `nobody there is told after ten seconds, with where it was tried`() throws {
    var trunk = trunk
    trunk.settings.register = false
    let stage = WatchStage(trunk)
    let trial = stage.trial(of: trunk)
    stage.run(10)
    let seen = try #require(stage.result(of: trial))
    #expect(!seen.options.succeeded)
    #expect(seen.options.statusCode == nil)
    #expect(seen.options.addresses == ["192.0.2.20:5060 over UDP"])
    #expect(seen.options.sentence.contains("nobody answered OPTIONS"))
  }

  @Test func `a name that DNS is slow about holds up no other trunk`() throws {
    var slow = trunk
    slow.id = ID(ULID(high: 0, low: 0))
    slow.settings.sipAddress = "slow.example"
    let stage = WatchStage(slow, trunk, unanswered: "slow.example")
    let first = try #require(stage.requests(.register).first)
    stage.answer(first, 200, headers: ["Contact": "\(first.headers["Contact"] ?? "");expires=120"])
    #expect(stage.status(trunk)?.registration == .registered)
    stage.run(1)
    #expect(stage.requests(.options).count == 1)
    #expect(stage.status(slow)?.registration == .registering)
    stage.sip.answer(for: "slow.example")
    stage.settle()
    #expect(stage.requests(.register).count == 2)
  }

  @Test func `a trunk that is deleted while its name is looked up is not registered`() throws {
    var slow = trunk
    slow.settings.sipAddress = "slow.example"
    let stage = WatchStage(slow, unanswered: "slow.example")
    stage.store.remove(slow.id)
    stage.run(16)
    stage.sip.answer(for: "slow.example")
    stage.settle()
    #expect(stage.requests(.register).isEmpty)
  }

  @Test func `a trunk that is deleted is unregistered`() throws {
    let stage = WatchStage(trunk)
    stage.answer(try #require(stage.requests(.register).last), 200)
    stage.store.remove(trunk.id)
    stage.run(16)
    #expect(stage.requests(.register).last?.headers["Expires"] == "0")
    #expect(stage.status(trunk) == nil)
  }

  @Test func `a provider that answers OPTIONS is reachable, one that does not is not`() throws {
    var trunk = trunk
    trunk.register = false
    let stage = WatchStage(trunk)
    stage.run(1)
    stage.answer(try #require(stage.requests(.options).first), 405)
    #expect(stage.status(trunk)?.reachable == true)
    stage.run(100)
    #expect(stage.status(trunk)?.reachable == false)
    #expect(stage.status(trunk)?.lastError?.contains("OPTIONS") == true)
  }

  @Test func `a phone with a trunk's credentials may register with us, and others may not`() throws {
    var inbound = trunk
    inbound.settings = TrunkSettings(authUsername: "alice", authPassword: "secret")
    let stage = WatchStage(inbound)
    try stage.phoneRegisters(1)
    #expect(stage.responses.last?.status.code == 401)
    try stage.phoneRegisters(2, password: "guess")
    #expect(stage.responses.last?.status.code == 403)
    try stage.phoneRegisters(3)
    try stage.phoneRegisters(4, username: "mallory", password: "secret")
    #expect(stage.responses.last?.status.code == 403)
    #expect(stage.status(inbound)?.reachable == nil)
    try stage.phoneRegisters(5)
    try stage.phoneRegisters(6, password: "secret")
    #expect(stage.responses.last?.status.code == 200)
    #expect(stage.responses.last?.headers["Contact"] == "<sip:alice@192.0.2.30>;expires=3600")
    #expect(stage.status(inbound)?.reachable == true)
    inbound.authPassword = "another"
    stage.store.add(inbound)
    stage.run(16)
    #expect(stage.status(inbound)?.reachable == nil, "who registered with the old password is forgotten")
  }

  @Test func `the networks of trunks are not limited`() {
    var listed = trunk
    listed.allowedAddresses = [AddressRange("203.0.113.0/24"), AddressRange("0.0.0.0/0")].compactMap { $0 }
    #expect(WatchStage(listed).sip.trusted == ["203.0.113.0/24", "192.0.2.20"])
  }

  @Test func `while the store is down a phone is told to come back`() throws {
    var inbound = trunk
    inbound.settings = TrunkSettings(authUsername: "alice", authPassword: "secret")
    let stage = WatchStage(inbound)
    try stage.phoneRegisters(1)
    stage.store.isDown = true
    try stage.phoneRegisters(2, password: "secret")
    #expect(stage.responses.last?.status.code == 503)
    #expect(stage.responses.last?.headers["Retry-After"] == "5")
  }
}
