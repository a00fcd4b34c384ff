internal import Glibc
internal import NIOCore
internal import SIP

/// Why the service could not start; the message says what to do.
public struct SIPServiceError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    case portTaken
    case addressUnavailable
    case notPermitted
    case unsupportedTransport
    /// The TLS certificate or key is missing or unreadable.
    case certificate
    case other
  }

  public var code: Code
  public var message: String

  public init(code: Code, message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }

  init(_ error: any Error, binding listener: SIPService.Listener) {
    let place = "\(listener.transport.token) port \(listener.port) on \(listener.host)"
    switch (error as? IOError)?.errnoCode {
    case EADDRINUSE:
      self.init(
        code: .portTaken,
        message: "\(place) is taken; end the program that uses it, or set \(Self.key(listener)) to a free port")
    case EADDRNOTAVAIL:
      self.init(
        code: .addressUnavailable,
        message: "\(place): this machine has no such address; set TRUNKLINE_BIND to one it has, or to 0.0.0.0")
    case EACCES:
      self.init(
        code: .notPermitted,
        message: "\(place) may not be opened by this user; set \(Self.key(listener)) to a port above 1023")
    default:
      self.init(code: .other, message: "\(place) could not be opened: \(error)")
    }
  }

  /// The setting that names the port of a listener.
  private static func key(_ listener: SIPService.Listener) -> String {
    switch listener.transport {
    case .udp, .tcp: "TRUNKLINE_SIP_PORT"
    case .tls: "TRUNKLINE_SIP_TLS_PORT"
    case .ws: "TRUNKLINE_SIP_WS_PORT"
    case .wss: "TRUNKLINE_SIP_WSS_PORT"
    }
  }
}
