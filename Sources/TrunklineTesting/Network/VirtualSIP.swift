public import Calls
public import SIP
import Synchronization

/// The SIP half of a node without sockets or threads: a `UserAgent` whose messages go to the test, a clock that the
/// test moves.
public final class VirtualSIP: LegCommands, OutsideCommands {
  private enum Occurrence {
    case event(LegID, LegEvent)
    case trace(LegID, SignalLine)
    case outside(OutsideEvent)
  }

  private struct State {
    var agent: UserAgent
    var now: Duration = .zero
    var sent: [SIPMessage] = []
    var occurrences: [Occurrence] = []
    var commands: [@Sendable (inout UserAgent, Duration) -> [Effect]] = []
    var isBusy = false
  }

  private let state: Mutex<State>
  private let phone = Mutex<Phone?>(nil)
  private let accounts = Mutex<AccountDesk?>(nil)
  /// Where every message of the scripted peer comes from.
  public let flow = Flow(
    transport: .udp, local: HostPort(host: "198.51.100.1", port: 5060),
    remote: HostPort(host: "192.0.2.10", port: 5060))

  private let traces: Bool

  /// - Parameters:
  ///   - traces: whether calls get their SIP ladder.
  ///   - digestHash: answers the challenges of peers; without it they are final.
  public init(seed: UInt64 = 1, traces: Bool = false, digestHash: DigestHash? = toyHash) {
    self.traces = traces
    state = Mutex(
      State(
        agent: UserAgent(
          configuration: UserAgent.Configuration(takesReferrals: true), random: SeededGenerator(seed: seed),
          digestHash: digestHash)))
  }

  /// Whoever is to be told what happens to legs.
  public func connect(_ phone: Phone) { self.phone.withLock { $0 = phone } }

  /// Whoever is to be told what happens outside of calls.
  public func connect(_ desk: AccountDesk) { accounts.withLock { $0 = desk } }

  private let trusting = Mutex<[String]>([])
  /// The networks that are not limited.
  public var trusted: [String] { trusting.withLock { $0 } }
  public func trust(_ networks: [String]) { trusting.withLock { $0 = networks } }
  public func welcome(_ host: String) {}

  /// Those who ask for the servers of a host that DNS says nothing of for now.
  private let unanswered = Mutex<[String: [AsyncStream<Void>.Continuation]]>([:])

  /// From now on nobody is told the servers of the host, until `answer(for:)`.
  public func leaveUnanswered(_ host: String) { unanswered.withLock { $0[host] = [] } }

  /// Whoever asked for the servers of the host, and waits, is told now.
  public func answer(for host: String) {
    for asker in unanswered.withLock({ $0.removeValue(forKey: host) }) ?? [] { asker.finish() }
  }

  /// The address itself, over UDP.
  public func servers(of address: SIPServerAddress) async throws -> [Destination] {
    let (answered, asker) = AsyncStream<Void>.makeStream()
    let waits = unanswered.withLock { $0[address.host]?.append(asker) != nil }
    if waits { for await _ in answered {} }
    try Task.checkCancellation()
    let remote = HostPort(host: address.host, port: address.port ?? 5060)
    return [
      Destination(
        flow: Flow(transport: .udp, local: flow.local, remote: remote), transport: .udp, address: remote)
    ]
  }

  public var now: Duration { state.withLock { $0.now } }

  /// What was sent since the last call, in order.
  public func takeSent() -> [SIPMessage] {
    state.withLock { state in
      defer { state.sent = [] }
      return state.sent
    }
  }

  /// - Parameter host: another peer's address instead of the usual one.
  public func receive(_ message: SIPMessage, from host: String? = nil) {
    var flow = flow
    if let host { flow = Flow(transport: .udp, local: flow.local, remote: HostPort(host: host, port: 5060)) }
    run { state in
      let known = state.agent.leg(of: message)
      let effects = state.agent.receive(message, over: flow, at: state.now)
      if self.traces, let leg = known ?? state.agent.leg(of: message) {
        state.occurrences.append(.trace(leg, SignalLine(message, .received)))
      }
      return effects
    }
  }

  /// From now on new calls are answered 503.
  public func drain() { state.withLock { $0.agent.drain() } }

  public func perform(_ command: LegCommand, on leg: LegID) {
    inTurn { $0.perform(command, on: leg, at: $1) }
  }

  public func perform(_ command: OutsideCommand) {
    inTurn { $0.perform(command, at: $1) }
  }

  /// A command given while an event is being told waits its turn, as on the loop.
  private func inTurn(_ command: @escaping @Sendable (inout UserAgent, Duration) -> [Effect]) {
    let isBusy = state.withLock { state in
      if state.isBusy { state.commands.append(command) }
      return state.isBusy
    }
    if !isBusy { run { command(&$0.agent, $0.now) } }
  }

  /// Moves the clock, stopping at each deadline on the way.
  public func advance(by step: Duration) {
    let end = now + step
    while let next = state.withLock({ $0.agent.deadline }), next <= end {
      run { state in
        state.now = max(state.now, next)
        return state.agent.deadlineReached(at: state.now)
      }
    }
    state.withLock { $0.now = end }
  }

  private func run(_ work: (inout State) -> [Effect]) {
    state.withLock { state in
      state.isBusy = true
      apply(work(&state), to: &state)
    }
    while let occurrence = state.withLock({ $0.occurrences.isEmpty ? nil : $0.occurrences.removeFirst() }) {
      let phone = phone.withLock { $0 }
      switch occurrence {
      case .event(let leg, let event): phone?.receive(event, on: leg)
      case .trace(let leg, let line): phone?.trace(line, on: leg)
      case .outside(let event): accounts.withLock { $0 }?.receive(event)
      }
      state.withLock { state in
        let commands = state.commands
        state.commands = []
        for command in commands { apply(command(&state.agent, state.now), to: &state) }
      }
    }
    state.withLock { $0.isBusy = false }
  }

  private func apply(_ effects: [Effect], to state: inout State) {
    for effect in effects {
      switch effect {
      case .send(let message, to: _, let leg):
        if traces, let leg { state.occurrences.append(.trace(leg, SignalLine(message, .sent))) }
        state.sent.append(message)
      case .event(let leg, let event): state.occurrences.append(.event(leg, event))
      case .outside(let event): state.occurrences.append(.outside(event))
      case .unreached, .reached, .keepOpen: break
      }
    }
  }
}

extension SignalLine {
  fileprivate init(_ message: SIPMessage, _ direction: Direction) {
    let summary =
      switch message {
      case .request(let request): "\(request.method) \(request.uri)"
      case .response(let response): "\(response.status.code) \(response.reason)"
      }
    self.init(direction: direction, summary: summary, sequence: message.headers["CSeq"] ?? "", peer: "udp")
  }
}

/// Numbers that are the same in every run (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
