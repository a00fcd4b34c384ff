/// A request or a response.
public enum SIPMessage: Hashable, Sendable {
  case request(SIPRequest)
  case response(SIPResponse)

  public var headers: SIPHeaders {
    switch self {
    case .request(let request): request.headers
    case .response(let response): response.headers
    }
  }

  public var body: [UInt8] {
    switch self {
    case .request(let request): request.body
    case .response(let response): response.body
    }
  }
}

extension SIPMessage: CustomStringConvertible {
  /// The start line, as a ladder shows it.
  public var description: String {
    switch self {
    case .request(let request): "\(request.method) \(request.uri) \(request.version)"
    case .response(let response): "SIP/2.0 \(response.status.code) \(response.reason)"
    }
  }
}
