import Logging
import NIOPosix
import SIP
import SIPTransport

/// A service on ports of the system's choice, and what it says.
struct RunningService: Sendable {
  let service: SIPService
  let udp: Int
  let tcp: Int
  private let events: Inbox<(LegID, LegEvent)>
  private let traces: Inbox<TracedMessage>

  init(userAgent: UserAgent.Configuration = .init(), limits: ConnectionLimits = ConnectionLimits()) async throws {
    let events = Inbox<(LegID, LegEvent)>()
    let traces = Inbox<TracedMessage>()
    let configuration = SIPService.Configuration(
      listeners: [.init(.udp, host: "127.0.0.1", port: 0), .init(.tcp, host: "127.0.0.1", port: 0)],
      userAgent: userAgent, limits: limits)
    service = SIPService(
      configuration: configuration, group: .singletonMultiThreadedEventLoopGroup, logger: Logger(label: "test"),
      events: { events.continuation.yield(($0, $1)) }, trace: { traces.continuation.yield($0) })
    let bound = try await service.start()
    udp = bound[0].port
    tcp = bound[1].port
    self.events = events
    self.traces = traces
  }

  func event() async -> (LegID, LegEvent)? { await events.next() }
  func traced() async -> TracedMessage? { await traces.next() }

  /// The leg of the next event, which must be an invitation.
  func invited() async -> LegID? {
    if case (let leg, .invited)? = await event() { leg } else { nil }
  }
}
