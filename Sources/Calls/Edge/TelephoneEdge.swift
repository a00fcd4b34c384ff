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
    /// How TLS is spoken; needed where `tlsPort` or `secureWebSocketPort` is set, and to dial TLS.
    public var tls: TLSSettings?
    /// Nil: off.
    public var tlsPort: Int?
    /// Nil: off.
    public var webSocketPort: Int?
    /// Nil: off.
    public var secureWebSocketPort: Int?
    public var webSocket: WebSocketRules
    /// Asked for the public address when that is not set.
    public var stun: STUNServer?

    public init(
      address: String, port: Int, publicAddress: String? = nil, maximumLegs: Int, tls: TLSSettings? = nil,
      tlsPort: Int? = nil, webSocketPort: Int? = nil, secureWebSocketPort: Int? = nil,
      webSocket: WebSocketRules = WebSocketRules(), stun: STUNServer? = nil
    ) {
      self.address = address
      self.port = port
      self.publicAddress = publicAddress
      self.maximumLegs = maximumLegs
      self.tls = tls
      self.tlsPort = tlsPort
      self.webSocketPort = webSocketPort
      self.secureWebSocketPort = secureWebSocketPort
      self.webSocket = webSocket
      self.stun = stun
    }

    var listeners: [SIPService.Listener] {
      let ports: [(TransportProtocol, Int?)] = [
        (.udp, port), (.tcp, port), (.tls, tlsPort), (.ws, webSocketPort), (.wss, secureWebSocketPort),
      ]
      let listeners = ports.compactMap { transport, port in
        port.map { SIPService.Listener(transport, host: address, port: $0) }
      }
      guard address == "0.0.0.0" else { return listeners }
      // Every address means those of IPv6 too, where the machine has it.
      return listeners
        + listeners.map { SIPService.Listener($0.transport, host: "::", port: $0.port, isOptional: true) }
    }
  }

  public let phone: Phone
  public let accounts: AccountDesk
  private let service: SIPService
  private let listeners = Mutex<[SIPService.Listener]>([])

  public init(
    settings: Settings, phone phoneSettings: PhoneSettings, media: any MediaDesk, group: any EventLoopGroup,
    log: Logger
  ) {
    let legs = LateService()
    // One for both, so that a nonce is good once at both.
    let digest = DigestDesk(phoneSettings)
    let accounts = AccountDesk(commands: legs, settings: phoneSettings, digest: digest)
    self.accounts = accounts
    let phone = Phone(
      legs: legs, servers: legs, accounts: accounts, media: media, settings: phoneSettings, digest: digest)
    self.phone = phone
    service = SIPService(
      configuration: SIPService.Configuration(
        listeners: settings.listeners, publicAddress: settings.publicAddress,
        userAgent: UserAgent.Configuration(maximumLegs: settings.maximumLegs, takesReferrals: true),
        digestHash: phoneSettings.hash,
        tls: settings.tls,
        webSocket: settings.webSocket, stun: settings.stun),
      group: group, logger: log, events: { leg, event in phone.receive(event, on: leg) },
      outside: { accounts.receive($0) },
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
    let listening = opened.map { "\($0.transport.token.lowercased()) \(HostPort(host: $0.host, port: $0.port))" }
    return (listening, opened.first?.port ?? 0)
  }

  /// The address that a STUN server sees us at; nil when none was asked, or none answered.
  public var mappedAddress: String? { service.mappedAddress?.host }

  public var isListening: Bool { listeners.withLock { !$0.isEmpty } }

  /// From now on new calls are answered 503.
  public func drain() {
    service.drain()
    phone.close()
    accounts.close()
  }

  /// Waits for what was hung up and for registrations that are being ended, two seconds at most, and closes the listeners.
  public func stop() async {
    await service.shutdown()
    listeners.withLock { $0 = [] }
  }
}

/// Passes commands on to a service that is made after the phone that gives them.
private final class LateService: LegCommands, OutsideCommands {
  private let service = Mutex<SIPService?>(nil)

  func connect(_ service: SIPService) { self.service.withLock { $0 = service } }

  func perform(_ command: LegCommand, on leg: LegID) {
    service.withLock { $0 }?.perform(command, on: leg)
  }

  func perform(_ command: OutsideCommand) {
    service.withLock { $0 }?.perform(command)
  }

  func trust(_ networks: [String]) { service.withLock { $0 }?.trust(networks) }
  func welcome(_ host: String) { service.withLock { $0 }?.welcome(host) }

  func servers(of address: SIPServerAddress) async throws -> [Destination] {
    guard let service = service.withLock({ $0 }) else { return [] }
    return try await service.targets(of: ResolutionRequest(address))
  }
}

extension ResolutionRequest {
  fileprivate init(_ address: SIPServerAddress) {
    let transport: TransportProtocol? =
      switch address.transport {
      case .automatic: nil
      case .udp: .udp
      case .tcp: .tcp
      case .tls: .tls
      }
    self.init(
      host: address.host, port: address.port, transport: transport,
      check: CertificateCheck(address.certificateCheck))
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
