import SIP

/// A caller that writes its requests by a script, as RFC 3261 wants them unless told otherwise.
struct ScriptedCaller {
  var callID = "call-1@example.net"
  var tag = "caller"
  var host = "192.0.2.10"
  var port = 5060
  var transport = "UDP"
  var number = 1
  var target = "sip:+4930123456@198.51.100.1"
  var viaParameters = ";rport"
  var contact = "<sip:alice@192.0.2.10:5060>"

  func invite(branch: String = "z9hG4bK-1", toTag: String? = nil, headers: [String] = [], body: String? = offer) throws
    -> SIPMessage
  {
    try write("INVITE", branch: branch, toTag: toTag, headers: ["Contact: \(contact)"] + headers, body: body)
  }

  /// Any request of this caller's dialog, or outside of it.
  func write(
    _ method: String, branch: String = "z9hG4bK-1", number: Int? = nil, toTag: String? = nil, headers: [String] = [],
    body: String? = nil
  ) throws -> SIPMessage {
    let tag = toTag.map { ";tag=\($0)" } ?? ""
    var lines = [
      "\(method) \(target) SIP/2.0", "Via: SIP/2.0/\(transport) \(host):\(port);branch=\(branch)\(viaParameters)",
      "Max-Forwards: 70", "From: \"Alice\" <sip:+491701234567@example.net>;tag=\(self.tag)",
      "To: <\(target)>\(tag)", "Call-ID: \(callID)", "CSeq: \(number ?? self.number) \(method)",
    ]
    lines += headers
    if body != nil { lines.append("Content-Type: application/sdp") }
    lines.append("Content-Length: \(body?.utf8.count ?? 0)")
    return try message(lines.joined(separator: "\n") + "\n\n" + (body ?? ""))
  }
}

let offer = "v=0"
