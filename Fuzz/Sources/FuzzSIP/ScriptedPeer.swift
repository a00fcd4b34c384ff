import Demands
import SIP

/// A user agent, and a product that answers, refuses or leaves its calls as `flavour` says.
struct ScriptedPeer {
  private var agent: UserAgent
  private var now = Duration.zero
  private let flavour: UInt8
  private let parser = SIPParser()
  /// The tag of our last response, which later messages of the input may name as `@TAG@`.
  private var localTag: [UInt8] = []

  private let datagrams = Flow(
    transport: .udp, local: HostPort(host: "192.0.2.1", port: 5060), remote: HostPort(host: "192.0.2.2", port: 5060))
  private let connection = Flow(
    transport: .tcp, local: HostPort(host: "192.0.2.1", port: 5060), remote: HostPort(host: "192.0.2.3", port: 40000),
    connection: 1)

  init(flavour: UInt8) {
    self.flavour = flavour
    agent = UserAgent(random: SeededGenerator(state: 4475))
  }

  mutating func receiveDatagram(_ bytes: [UInt8]) {
    let named = Self.replacing(Array("@TAG@".utf8), with: localTag, in: bytes)
    do throws(SIPParseError) {
      receive(try parser.parse(named), over: datagrams)
    } catch {
      perform(agent.receiveUnparsable(error, over: datagrams))
    }
    pass(.milliseconds(100))
  }

  /// Gives the bytes to the framer in pieces of growing size.
  mutating func receiveStream(_ bytes: [UInt8]) {
    var framer = SIPStreamFramer()
    var rest = bytes[...]
    var size = 1 + Int(flavour & 63)
    while !rest.isEmpty {
      framer.append(rest.prefix(size))
      rest = rest.dropFirst(size)
      size += 7
      while let frame = framer.next() {
        switch frame {
        case .message(let message): receive(message, over: connection)
        case .ping: break
        case .unreadable(let error), .lost(let error): perform(agent.receiveUnparsable(error, over: connection))
        }
      }
    }
    if flavour & 64 != 0 { perform(agent.flowClosed(connection, at: now)) }
  }

  mutating func leaveNothingBehind() {
    for leg in agent.legs { command(.hangUp(), leg) }
    for _ in 0..<2_000 {
      guard let deadline = agent.deadline else { break }
      now = max(now, deadline)
      perform(agent.deadlineReached(at: now))
    }
    demand(agent.deadline == nil, "a deadline is left after all calls were hung up")
    demand(agent.legCount == 0, "\(agent.legCount) legs are left after all calls were hung up")
  }

  private mutating func receive(_ message: SIPMessage, over flow: Flow) {
    _ = message.serialized()
    _ = agent.leg(of: message)
    perform(agent.receive(message, over: flow, at: now))
  }

  private mutating func perform(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .send(let message, _, _):
        do throws(SIPParseError) {
          _ = try parser.parse(message.serialized())
        } catch {
          fatalError("we sent what cannot be read: \(error)\n\(String(decoding: message.serialized(), as: UTF8.self))")
        }
        if let to = message.headers[.to], case .response = message {
          localTag = to.split(separator: "tag=").last.map { Array($0.utf8) } ?? []
        }
      case .event(let leg, let event):
        respond(to: event, on: leg)
      case .outside(let event):
        respond(to: event)
      case .unreached, .reached, .keepOpen: break
      }
    }
  }

  private mutating func respond(to event: OutsideEvent) {
    guard case .registering(let id, _, _) = event else { return }
    let command: OutsideCommand =
      flavour & 1 == 0 ? .admit(id, account: "\(flavour & 6)") : .refuse(id, SIPRejection(401))
    perform(agent.perform(command, at: now))
  }

  private mutating func respond(to event: LegEvent, on leg: LegID) {
    switch event {
    case .invited:
      command(.ring(), leg)
      switch flavour & 3 {
      case 0: command(.reject(486), leg)
      case 1: pass(.seconds(70))
      default: command(.answer(body: Array("v=0\r\n".utf8)), leg)
      }
    case .reoffered:
      command(flavour & 4 == 0 ? .answerReoffer(body: []) : .rejectReoffer(488), leg)
    case .confirmed where flavour & 8 != 0:
      command(.hangUp(), leg)
    default: break
    }
  }

  private mutating func command(_ command: LegCommand, _ leg: LegID) {
    perform(agent.perform(command, on: leg, at: now))
  }

  private mutating func pass(_ time: Duration) {
    now += time
    if let deadline = agent.deadline, deadline <= now { perform(agent.deadlineReached(at: now)) }
  }

  private static func replacing(_ name: [UInt8], with value: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    guard let found = bytes.firstRange(of: name) else { return bytes }
    return bytes[..<found.lowerBound] + value + bytes[found.upperBound...]
  }
}
