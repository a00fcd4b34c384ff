public import Agents
internal import Calls
public import Carriers
public import Exchange
public import Foundation
public import Identifiers
public import Logging
internal import MediaTransport
public import SDP
internal import SIP

/// A whole node without sockets, threads or a wall clock: real signalling, media, rooms, ears, conversations and
/// records, one workspace with a trunk, a number and an agent, and callers.
///
/// Time goes on only in ``run(_:)``, in ticks of 20 ms; within a tick everything runs until it waits. For one thread.
public final class VirtualExchange {
  public static let number = "+14155550123"
  /// From where calls come unless a test says otherwise.
  public static let callerHost = "192.0.2.10"

  public let clock = VirtualClock(at: .seconds(1000))
  public let store = MemoryStore()
  public let engines: VirtualEngines
  public let desk: VirtualMediaDesk
  public let switchboard: Switchboard
  public private(set) var callers: [VirtualCaller] = []
  /// What places calls.
  public let dialer: Dialer
  /// What is known of trunks.
  public let standings = TrunkStandings()
  private var carriers: [VirtualCarrier] = []

  private let sip: VirtualSIP
  private let phone: Phone
  private let loop = AgentLoop()
  private let recordings: RecordingWriter
  private let executor = StageExecutor()
  private let telephone: Task<Void, Never>
  private let ports = PortCounter()

  /// - Parameters:
  ///   - agent: nil: the number is bound to nobody.
  ///   - recordings: the folder for them.
  ///   - edit: changes the trunk.
  ///   - ports: how many calls may have media at once.
  public init(
    agent: Agent? = .receptionist, settings: ExchangeSettings = ExchangeSettings(), ports: Int = 100,
    recordings folder: String = "recordings-of-nobody",
    log: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    trunk edit: (inout Trunk) -> Void = { _ in }
  ) {
    let (clock, store) = (clock, store)
    let sip = VirtualSIP(traces: true)
    sip.advance(by: clock.now)
    self.sip = sip
    engines = VirtualEngines(clock: clock)
    desk = VirtualMediaDesk(clock: clock, limit: ports)
    phone = Phone(
      legs: sip, servers: sip, media: desk,
      settings: PhoneSettings(
        nonceSecret: Array(repeating: 7, count: 16), hash: toyHash, mediaAddress: { _ in "198.51.100.1" },
        clock: { clock.now }))
    sip.connect(phone)
    recordings = RecordingWriter(folder: folder)
    let ids = Counter()
    let equipment = ExchangeEquipment(
      directory: store, agents: store, records: store, engines: engines, agentLoop: loop,
      recordings: recordings, ids: IDSource { ids.next() },
      wallClock: { Self.wall(clock.now) }, clock: { clock.now }, pause: { try await clock.wait(for: $0) },
      settings: settings, log: log)
    switchboard = Switchboard(equipment: equipment)
    dialer = Dialer(
      equipment: equipment, phone: phone, directory: store, statuses: standings, switchboard: switchboard)
    let (switchboard, phone) = (switchboard, phone)
    telephone = Task(executorPreference: executor) { await switchboard.run(phone) }
    var trunk = Trunk.office
    edit(&trunk)
    store.add(trunk)
    store.add(PhoneNumber.office(agent: agent?.id.ulid))
    if let agent { store.add(agent) }
    executor.run()
  }

  deinit {
    telephone.cancel()
    executor.run()
  }

  public var now: Duration { clock.now }
  /// Calls that are not over.
  public var callCount: Int { executor.finish { [switchboard] in await switchboard.count } ?? -1 }
  /// Whether every call and its bookkeeping is done.
  public var isIdle: Bool { callCount == 0 && desk.openLines == 0 && phone.count == 0 && loop.count == 0 }

  /// The time as records have it.
  public static func wall(_ time: Duration) -> Date {
    Date(timeIntervalSince1970: Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18)
  }

  // MARK: What a test does

  /// A telephone, which does not dial yet.
  public func caller(
    dials number: String = VirtualExchange.number, from: String = "+14155550999",
    host: String = VirtualExchange.callerHost, encodings: [AudioEncoding] = [.pcmu]
  ) -> VirtualCaller {
    let caller = VirtualCaller(
      index: callers.count, number: number, from: from, host: host, encodings: encodings,
      now: { [clock] in clock.now }, send: { [sip] in sip.receive($0, from: $1) })
    callers.append(caller)
    return caller
  }

  /// The other end of the trunk whose `sip_address` is this host.
  public func carrier(
    _ host: String = Trunk.officeHost, _ manner: VirtualCarrier.Manner = .rings
  ) -> VirtualCarrier {
    let carrier = VirtualCarrier(
      host: host, manner: manner, now: { [clock] in clock.now },
      nextPort: { [ports] in ports.next() }, send: { [sip] in sip.receive($0, from: $1) })
    carriers.append(carrier)
    return carrier
  }

  /// Places a call as the API does.
  public func place(
    to number: String = "+14155550777", edit: (inout OutboundOrder) -> Void = { _ in }
  ) -> Result<ID<CallRecord>, any Error> {
    guard let to = E164(number) else { preconditionFailure("\(number) is no number") }
    var order = OutboundOrder(workspace: .office, agent: Agent.receptionist.id, to: to)
    edit(&order)
    defer { settle() }
    return executor.finish { [dialer, order] in
      do { return Result<ID<CallRecord>, any Error>.success(try await dialer.place(order)) } catch {
        return .failure(error)
      }
    } ?? .failure(MemoryStore.Failure())
  }

  /// A telephone that has been answered.
  public func answeredCaller(encodings: [AudioEncoding] = [.pcmu]) -> VirtualCaller {
    let caller = caller(encodings: encodings)
    caller.dial()
    run(100)
    return caller
  }

  /// Lets `milliseconds` pass.
  public func run(_ milliseconds: Int) {
    settle()
    for _ in 0..<(milliseconds / 20) { tick() }
  }

  /// Lets time pass until something is so, at most `milliseconds`.
  /// - Returns: how long it took; nil when it never was.
  @discardableResult
  public func run(atMost milliseconds: Int, until isSo: () -> Bool) -> Duration? {
    let start = now
    settle()
    while !isSo() {
      guard now - start < .milliseconds(milliseconds) else { return nil }
      tick()
    }
    return now - start
  }

  /// A caller says something for so long, and is silent then.
  public func says(_ caller: VirtualCaller, for milliseconds: Int) {
    caller.sound.speaks = true
    run(milliseconds)
    caller.sound.speaks = false
  }

  /// Ends a call as the API does. False when it is not in progress.
  public func end(_ id: ID<CallRecord>) -> Bool {
    defer { settle() }
    return executor.finish { [switchboard] in await switchboard.end(id) } ?? false
  }

  /// What the server does on Ctrl-C.
  public func shutDown() {
    sip.drain()
    phone.close()
    _ = executor.finish { [switchboard] in await switchboard.close() }
    settle()
  }

  // MARK: What a test sees

  /// The last record that was opened.
  public var record: CallRecord? { store.records.last }

  /// The last call's transcript as lines, like `user: Hello.`; interrupted ones end in a dash.
  public var transcript: [String] {
    guard let record else { return [] }
    return store.messages(of: record.id).filter { $0.role != .tool }.map {
      "\($0.role == .user ? "user" : "agent"): \($0.content)\($0.interrupted ? " —" : "")"
    }
  }

  /// The last call's events.
  public var events: [RecordedEvent] { record.map { store.events(of: $0.id) } ?? [] }

  // MARK: Time

  private func tick() {
    sip.advance(by: .milliseconds(20))
    clock.move(to: sip.now)
    settle()
    let sounds = callers.map(\.sound) + carriers.flatMap { $0.calls.map(\.sound) }
    for sound in sounds {
      guard let (port, datagrams) = sound.packets() else { continue }
      let source = PeerAddress(address: 0xC000_020A, port: sound.port)
      for datagram in datagrams { desk.receive(datagram, on: port, from: source) }
    }
    desk.tick { peer, datagram in sounds.first { $0.port == peer.port }?.receive(datagram, at: now) }
    for sound in sounds { sound.note(at: now) }
    settle()
    loop.walk(at: now)
    settle()
    if now.components.attoseconds.isMultiple(of: 200_000_000_000_000_000) { recordings.step() }
  }

  /// Runs everything that can run now, and carries SIP messages to the callers.
  private func settle() {
    while true {
      executor.run()
      let sent = sip.takeSent()
      if sent.isEmpty { return }
      for message in sent where !carriers.contains(where: { $0.receive(message) }) {
        let callID = message.headers["Call-ID"]
        callers.first { $0.callID == callID }?.receive(message)
      }
    }
  }
}

/// Ports for the sound of those who are called.
private final class PortCounter {
  private var last: UInt16 = 50_000

  func next() -> UInt16 {
    last += 2
    return last
  }
}

private final class Counter: @unchecked Sendable {
  private var last: UInt64 = 1000

  func next() -> ULID {
    last += 1
    return ULID(high: last, low: last)
  }
}
