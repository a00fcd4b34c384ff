import Logging
import NIOPosix
import SIP
import SIPTransport

/// A service on ports of the system's choice, and what it says.
struct RunningService: Sendable {
  let service: SIPService
  let ports: [TransportProtocol: Int]
  private let events: Inbox<(LegID, LegEvent)>
  private let traces: Inbox<TracedMessage>

  init(
    userAgent: UserAgent.Configuration = .init(), digestHash: DigestHash? = nil,
    limits: ConnectionLimits = ConnectionLimits(),
    transports: [TransportProtocol] = [.udp, .tcp], host: String = "127.0.0.1", tls: TLSSettings? = nil,
    webSocket: WebSocketRules = WebSocketRules(), stun: STUNServer? = nil,
    strangers: Strangers.Configuration = .init(), trusted: [String] = SIPService.thisMachine,
    names: any NameLookup = SystemNames()
  ) async throws {
    let events = Inbox<(LegID, LegEvent)>()
    let traces = Inbox<TracedMessage>()
    let configuration = SIPService.Configuration(
      listeners: transports.map { .init($0, host: host, port: 0) }, userAgent: userAgent,
      digestHash: digestHash, limits: limits,
      strangers: strangers, trusted: trusted, tls: tls,
      webSocket: webSocket, stun: stun)
    service = SIPService(
      configuration: configuration, group: .singletonMultiThreadedEventLoopGroup, logger: Logger(label: "test"),
      events: { events.continuation.yield(($0, $1)) }, trace: { traces.continuation.yield($0) }, names: names)
    let bound = try await service.start()
    ports = Dictionary(bound.map { ($0.transport, $0.port) }, uniquingKeysWith: { first, _ in first })
    self.events = events
    self.traces = traces
  }

  var udp: Int { ports[.udp] ?? 0 }
  var tcp: Int { ports[.tcp] ?? 0 }
  var tls: Int { ports[.tls] ?? 0 }

  func event() async -> (LegID, LegEvent)? { await events.next() }
  func traced() async -> TracedMessage? { await traces.next() }

  /// The leg of the next event, which must be an invitation.
  func invited() async -> LegID? {
    if case (let leg, .invited)? = await event() { leg } else { nil }
  }
}
