import SIP
import Testing

/// Two user agents and a network between them that loses, repeats and reorders, in virtual time.
struct LossyLine {
  struct Node {
    var agent: UserAgent
    let address: HostPort
    /// What happened to each leg.
    var events: [LegID: [LegEvent]] = [:]
    /// What was sent.
    var sent: [SIPMessage] = []
  }

  private struct Flight {
    var at: Duration
    var serial: Int
    var message: SIPMessage
    var to: Int
  }

  var nodes: [Node]
  private(set) var now = Duration.zero
  private let transport: TransportProtocol
  private let lossPercent: UInt64
  private var random: CountingNumbers
  private var flights: [Flight] = []
  private var serial = 0
  /// Messages that could not be read by the other side.
  private(set) var unreadable: [String] = []

  init(seed: UInt64, lossPercent: UInt64, transport: TransportProtocol = .udp) {
    self.transport = transport
    self.lossPercent = transport.isReliable ? 0 : lossPercent
    random = CountingNumbers(last: seed &* 0x1234_5678_9ABC_DEF1)
    var configuration = UserAgent.Configuration(takesReferrals: true)
    // So short that one loss is silence enough.
    configuration.alternativeWait = .milliseconds(200)
    nodes = (0..<2).map { index in
      Node(
        agent: UserAgent(
          configuration: configuration,
          random: CountingNumbers(last: seed &+ UInt64(index) &* 77), digestHash: cheapHash),
        address: HostPort(host: "192.0.2.\(index + 1)", port: 5060))
    }
  }

  mutating func chance(_ count: Int) -> Int { Int((random.next() >> 33) % UInt64(count)) }

  func flow(of index: Int) -> Flow {
    Flow(
      transport: transport, local: nodes[index].address, remote: nodes[1 - index].address,
      connection: transport.isReliable ? 1 : 0)
  }

  mutating func perform(_ command: LegCommand, on leg: LegID, at index: Int) {
    take(nodes[index].agent.perform(command, on: leg, at: now), of: index)
  }

  /// Lets time pass; everything that is due happens in its order.
  mutating func pass(_ span: Duration) {
    let end = now + span
    while true {
      let flight = flights.min { ($0.at, $0.serial) < ($1.at, $1.serial) }
      let alarm = nodes.indices.compactMap { index in nodes[index].agent.deadline.map { (at: $0, index: index) } }
        .min { $0.at < $1.at }
      guard let next = [flight?.at, alarm?.at].compactMap({ $0 }).min(), next <= end else { break }
      now = max(now, next)
      if let flight, flight.at == next {
        flights.removeAll { $0.serial == flight.serial }
        arrive(flight)
      } else if let alarm {
        take(nodes[alarm.index].agent.deadlineReached(at: now), of: alarm.index)
      }
    }
    now = end
  }

  private mutating func arrive(_ flight: Flight) {
    do throws(SIPParseError) {
      let message = try SIPParser().parse(flight.message.serialized())
      take(nodes[flight.to].agent.receive(message, over: flow(of: flight.to), at: now), of: flight.to)
    } catch {
      unreadable.append("\(error): \(flight.message)")
    }
  }

  private mutating func take(_ effects: [Effect], of index: Int) {
    for effect in effects {
      switch effect {
      case .event(let leg, let event): nodes[index].events[leg, default: []].append(event)
      case .outside, .unreached, .reached, .keepOpen: break
      case .send(let message, _, _):
        nodes[index].sent.append(message)
        let copies = lossPercent == 0 ? 1 : chance(100) < lossPercent ? 0 : chance(100) < 5 ? 2 : 1
        for _ in 0..<copies {
          serial += 1
          let delay = transport.isReliable ? 20 : 10 + chance(60)
          flights.append(Flight(at: now + .milliseconds(delay), serial: serial, message: message, to: 1 - index))
        }
      }
    }
  }
}
