internal import NIOHTTP1

/// Judges the request that wants to become a WebSocket for SIP (RFC 6455 §4.2, RFC 7118 §4).
struct WebSocketRequest {
  enum Verdict: Equatable {
    /// Speak SIP on it.
    case accepted
    /// Answer with this status and why, and close.
    case refused(HTTPResponseStatus, String)
  }

  static func judge(_ head: HTTPRequestHead, rules: WebSocketRules) -> Verdict {
    let headers = head.headers
    guard head.method == .GET, head.version == .http1_1 else {
      return .refused(.methodNotAllowed, "open a WebSocket with GET and HTTP/1.1")
    }
    guard has(headers, "upgrade", "websocket"), has(headers, "connection", "upgrade") else {
      return .refused(.upgradeRequired, "this port speaks SIP over WebSocket (RFC 7118)")
    }
    guard headers.first(name: "sec-websocket-version") == "13" else {
      return .refused(.upgradeRequired, "WebSocket version 13 is spoken here")
    }
    guard isKey(headers.first(name: "sec-websocket-key")) else {
      return .refused(.badRequest, "Sec-WebSocket-Key must be 16 bytes in base64")
    }
    guard has(headers, "sec-websocket-protocol", "sip") else {
      return .refused(.badRequest, "ask for the WebSocket protocol sip")
    }
    guard rules.allows(origin: headers.first(name: "origin")) else {
      return .refused(.forbidden, "this page may not connect; add its origin to sip_ws_origins")
    }
    return .accepted
  }

  private static func has(_ headers: HTTPHeaders, _ name: String, _ value: String) -> Bool {
    headers[canonicalForm: name].contains { $0.lowercased() == value }
  }

  private static func isKey(_ text: String?) -> Bool {
    guard let text else { return false }
    let bytes = Array(text.utf8)
    return bytes.count == 24 && bytes.suffix(2).elementsEqual("==".utf8)
      && bytes.dropLast(2).allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2B
          || $0 == 0x2F
      }
  }
}
