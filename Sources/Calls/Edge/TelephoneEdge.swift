public import Logging
public import NIOCore
import SIP
public import SIPTransport
import Synchronization

/// The telephone edge of a node: SIP listeners around one ``Phone``.
public final class TelephoneEdge: Sendable {
  public struct Settings: Sendable {
    public var address: String
    /// UDP and TCP.
    public var port: Int
    /// What callers are told instead of the local address.
    public var publicAddress: String?
    /// More SIP legs than this are answered 503.
    public var maximumLegs: Int

    public init(address: String, port: Int, publicAddress: String? = nil, maximumLegs: Int) {
      self.address = address
      self.port = port
      self.publicAddress = publicAddress
      self.maximumLegs = maximumLegs
    }
  }

  public let phone: Phone
  private let service: SIPService
  private let listeners = Mutex<[SIPService.Listener]>([])

  public init(
    settings: Settings, phone phoneSettings: PhoneSettings, media: any MediaDesk, group: any EventLoopGroup,
    log: Logger
  ) {
    let legs = LateLegs()
    let phone = Phone(legs: legs, media: media, settings: phoneSettings)
    self.phone = phone
    service = SIPService(
      configuration: SIPService.Configuration(
        listeners: [
          .init(.udp, host: settings.address, port: settings.port),
          .init(.tcp, host: settings.address, port: settings.port),
        ],
        publicAddress: settings.publicAddress,
        userAgent: UserAgent.Configuration(maximumLegs: settings.maximumLegs)),
      group: group, logger: log, events: { leg, event in phone.receive(event, on: leg) },
      trace: { traced in
        if let leg = traced.leg { phone.trace(SignalLine(traced), on: leg) }
      })
    legs.connect(service)
  }

  /// Opens the listeners.
  ///
  /// - Throws: `SIPServiceError`, which says what to do.
  /// - Returns: each as `udp 127.0.0.1:5060`, and the port that was bound.
  public func start() async throws(SIPServiceError) -> (listening: [String], port: Int) {
    let opened = try await service.start()
    listeners.withLock { $0 = opened }
    return (opened.map { "\($0.transport.token.lowercased()) \($0.host):\($0.port)" }, opened.first?.port ?? 0)
  }

  public var isListening: Bool { listeners.withLock { !$0.isEmpty } }

  /// From now on new calls are answered 503.
  public func drain() {
    service.drain()
    phone.close()
  }

  /// Waits for what was hung up, two seconds at most, and closes the listeners.
  public func stop() async {
    await service.shutdown()
    listeners.withLock { $0 = [] }
  }
}

/// Passes commands on to a service that is made after the phone that gives them.
private final class LateLegs: LegCommands {
  private let service = Mutex<SIPService?>(nil)

  func connect(_ service: SIPService) { self.service.withLock { $0 = service } }

  func perform(_ command: LegCommand, on leg: LegID) {
    service.withLock { $0 }?.perform(command, on: leg)
  }
}

extension SignalLine {
  init(_ traced: TracedMessage) {
    let summary: String
    let headers: SIPHeaders
    switch traced.message {
    case .request(let request):
      summary = "\(request.method.rawValue) \(request.uri)"
      headers = request.headers
    case .response(let response):
      summary = "\(response.status.code) \(response.reason)"
      headers = response.headers
    }
    self.init(
      direction: traced.direction == .received ? .received : .sent, summary: summary,
      sequence: headers[.cSeq] ?? "",
      peer: "\(traced.flow.transport.token.lowercased()) \(traced.flow.remote)")
  }
}
