import SIP
import Testing

extension Stage {
  /// The leg that `place` makes.
  static let placed = LegID.placed(1)

  /// Places a call to Bob and gives the INVITE.
  mutating func place(_ change: (inout OutgoingCall) -> Void = { _ in }) throws -> SIPRequest {
    var call = OutgoingCall(
      target: SIPURI(user: "+4930123456", host: "203.0.113.5"),
      from: NameAddress(displayName: "Agent", uri: SIPURI(user: "+49170", host: "198.51.100.1")),
      offer: Array("v=0 ours".utf8), destination: Destination(calleeFlow))
    change(&call)
    return try #require(perform(.place(call), on: Self.placed).requests.first)
  }

  var calleeFlow: Flow {
    Flow(
      transport: flow.transport, local: flow.local, remote: HostPort(host: "203.0.113.5", port: 5060),
      connection: flow.connection)
  }

  /// Bob's response, as RFC 3261 wants it unless told otherwise.
  mutating func respond(
    _ code: Int, to request: SIPRequest, tag: String? = "bob", headers: [String] = [], body: String? = nil,
    contact: String? = "<sip:bob@203.0.113.5:5060>"
  ) -> [Effect] {
    var response = SIPResponse(answering: request, SIPStatus(code), toTag: tag)
    if let contact, code > 100, code < 300 { response.headers.append("Contact", contact) }
    response.headers.append(contentsOf: headers.fields)
    if let body {
      response.headers.append("Content-Type", "application/sdp")
      response.body = Array(body.utf8)
    }
    return receive(.response(response), over: calleeFlow)
  }

  /// INVITE, 200 and ACK; gives the INVITE.
  mutating func talking(
    headers: [String] = [], _ change: (inout OutgoingCall) -> Void = { _ in }
  ) throws -> SIPRequest {
    let invite = try place(change)
    _ = respond(200, to: invite, headers: headers, body: "v=0 theirs")
    return invite
  }

  /// A request of Bob's inside the call that this INVITE opened.
  mutating func bob(
    _ method: String, in invite: SIPRequest, number: Int = 1, tag: String = "bob", headers: [String] = [],
    body: String? = nil, type: String = "application/sdp"
  ) throws -> [Effect] {
    var lines = [
      "\(method) sip:198.51.100.1:5060 SIP/2.0",
      "Via: SIP/2.0/\(flow.transport.token) 203.0.113.5:5060;branch=z9hG4bK-bob-\(method)-\(number);rport",
      "Max-Forwards: 70", "From: \(invite.headers["To"] ?? "");tag=\(tag)", "To: \(invite.headers["From"] ?? "")",
      "Call-ID: \(invite.headers["Call-ID"] ?? "")", "CSeq: \(number) \(method)",
    ]
    lines += headers
    if body != nil { lines.append("Content-Type: \(type)") }
    return receive(try message(lines.joined(separator: "\n") + "\n\n" + (body ?? "")), over: calleeFlow)
  }
}

/// A hash that any change of its input changes (FNV-1a, twice), for where only equality matters.
let cheapHash: DigestHash = { _, bytes in
  [UInt64(0xCBF2_9CE4_8422_2325), 0x9E37_79B9_7F4A_7C15].flatMap { start in
    var hash = start
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0))) }
  }
}
