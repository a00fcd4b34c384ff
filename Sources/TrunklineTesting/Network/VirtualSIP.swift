public import Calls
public import SIP
import Synchronization

/// The SIP half of a node without sockets or threads: a `UserAgent` whose messages go to the test, a clock that the
/// test moves.
public final class VirtualSIP: LegCommands {
  private struct State {
    var agent: UserAgent
    var now: Duration = .zero
    var sent: [SIPMessage] = []
    var events: [(LegID, LegEvent)] = []
    var commands: [(LegCommand, LegID)] = []
    var isBusy = false
  }

  private let state: Mutex<State>
  private let phone = Mutex<Phone?>(nil)
  /// Where every message of the scripted peer comes from.
  public let flow = Flow(
    transport: .udp, local: HostPort(host: "198.51.100.1", port: 5060),
    remote: HostPort(host: "192.0.2.10", port: 5060))

  public init(seed: UInt64 = 1) {
    state = Mutex(State(agent: UserAgent(random: SeededGenerator(seed: seed))))
  }

  /// Whoever is to be told what happens to legs.
  public func connect(_ phone: Phone) { self.phone.withLock { $0 = phone } }

  public var now: Duration { state.withLock { $0.now } }

  /// What was sent since the last call, in order.
  public func takeSent() -> [SIPMessage] {
    state.withLock { state in
      defer { state.sent = [] }
      return state.sent
    }
  }

  public func receive(_ message: SIPMessage) {
    run { $0.agent.receive(message, over: self.flow, at: $0.now) }
  }

  public func perform(_ command: LegCommand, on leg: LegID) {
    let isBusy = state.withLock { state in
      if state.isBusy { state.commands.append((command, leg)) }
      return state.isBusy
    }
    // A command given while an event is being told waits its turn, as on the loop.
    if !isBusy { run { $0.agent.perform(command, on: leg, at: $0.now) } }
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
    while let (leg, event) = state.withLock({ $0.events.isEmpty ? nil : $0.events.removeFirst() }) {
      phone.withLock { $0 }?.receive(event, on: leg)
      state.withLock { state in
        let commands = state.commands
        state.commands = []
        for (command, leg) in commands {
          apply(state.agent.perform(command, on: leg, at: state.now), to: &state)
        }
      }
    }
    state.withLock { $0.isBusy = false }
  }

  private func apply(_ effects: [Effect], to state: inout State) {
    for effect in effects {
      switch effect {
      case .send(let message, to: _, leg: _): state.sent.append(message)
      case .event(let leg, let event): state.events.append((leg, event))
      }
    }
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
