public import SIP

/// A telephone that writes its requests by a script, as RFC 3261 wants them.
public struct ScriptedPhone: Sendable {
  public var callID = "call-1@192.0.2.10"
  public var tag = "caller"
  public var target = "sip:+14155550123@198.51.100.1"
  public var from = "\"Alice\" <sip:+14155550999@192.0.2.10>"
  /// From the answer.
  public var toTag: String?

  public init() {}

  /// An offer of G.711 on port 4000.
  public static let offer = """
    v=0\r
    o=alice 1 1 IN IP4 192.0.2.10\r
    s=-\r
    c=IN IP4 192.0.2.10\r
    t=0 0\r
    m=audio 4000 RTP/AVP 0 101\r
    a=rtpmap:0 PCMU/8000\r
    a=rtpmap:101 telephone-event/8000\r
    a=sendrecv\r

    """

  public func invite(
    sequence: Int = 1, body: String? = ScriptedPhone.offer, headers: [String] = []
  ) throws -> SIPMessage {
    try request("INVITE", sequence: sequence, body: body, headers: ["Contact: <sip:alice@192.0.2.10:5060>"] + headers)
  }

  /// - Parameter branch: nil for one of its own.
  public func request(
    _ method: String, sequence: Int, branch: String? = nil, body: String? = nil,
    contentType: String = "application/sdp", headers: [String] = []
  ) throws -> SIPMessage {
    let to = "<\(target)>" + (toTag.map { ";tag=\($0)" } ?? "")
    let branch = branch ?? "z9hG4bK-\(tag)-\(method == "CANCEL" ? "INVITE" : method)-\(sequence)"
    var lines = [
      "\(method) \(target) SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=\(branch);rport", "Max-Forwards: 70",
      "From: \(from);tag=\(tag)", "To: \(to)", "Call-ID: \(callID)", "CSeq: \(sequence) \(method)",
    ]
    lines += headers
    if body != nil { lines.append("Content-Type: \(contentType)") }
    lines.append("Content-Length: \(body?.utf8.count ?? 0)")
    return try SIPParser().parse(Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8))
  }
}
