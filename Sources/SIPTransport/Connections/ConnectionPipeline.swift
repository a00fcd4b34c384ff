internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import NIOWebSocket
internal import SIP

/// Puts the handlers of a connection in their order, for each transport. Lives on one loop.
final class ConnectionPipeline {
  private let limits: ConnectionLimits
  private let tls: TLSContexts?
  private let webSocket: WebSocketRules

  init(limits: ConnectionLimits, tls: TLSContexts?, webSocket: WebSocketRules) {
    self.limits = limits
    self.tls = tls
    self.webSocket = webSocket
  }

  /// How certificates are checked where nobody says.
  var check: CertificateCheck { tls?.settings.check ?? .chainAndName }
  var dialsTLS: Bool { tls != nil }

  /// A peer came.
  func accept(_ channel: any Channel, _ transport: TransportProtocol, owner: any ConnectionOwner) throws {
    let pipeline = channel.pipeline.syncOperations
    if transport == .tls || transport == .wss {
      guard let tls else { throw ChannelError.operationUnsupported }
      try pipeline.addHandler(tls.serverHandler())
    }
    let checksCallers = tls?.settings.callerCertificates == .required
    let limits = limits
    func handler() -> ConnectionHandler {
      ConnectionHandler(
        owner: owner, limits: limits, transport: transport, isAuthenticated: { _ in transport == .tls && checksCallers }
      )
    }
    guard transport == .ws || transport == .wss else { return try pipeline.addHandler(handler()) }
    let gate = WebSocketGate(rules: webSocket, patience: TimeAmount(limits.messageTimeout)) { channel in
      let maximum = limits.maximumMessageLength
      let pipeline = channel.pipeline.syncOperations
      try pipeline.addHandler(WebSocketFrameEncoder())
      try pipeline.addHandler(ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: maximum)))
      try pipeline.addHandler(WebSocketHandler(maximumLength: maximum))
      try pipeline.addHandler(handler())
    }
    try pipeline.addHandler(HTTPResponseEncoder())
    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)))
    try pipeline.addHandler(gate)
  }

  /// We called.
  func dial(_ channel: any Channel, _ target: ConnectionTarget, owner: any ConnectionOwner) throws {
    if target.transport == .tls {
      guard let tls else { throw ChannelError.operationUnsupported }
      try channel.pipeline.syncOperations.addHandler(tls.clientHandler(target.security))
    }
    let isChecked = target.security?.check.map { $0 != CertificateCheck.none } ?? false
    try channel.pipeline.syncOperations.addHandler(
      ConnectionHandler(
        owner: owner, limits: limits, transport: target.transport, dialled: target, isAuthenticated: { _ in isChecked })
    )
  }
}
