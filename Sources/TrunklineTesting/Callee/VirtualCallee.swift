internal import SDP
public import SIP

/// Somebody who is called by the exchange: rings, answers, presses keys, speaks and hangs up as the test says.
public final class VirtualCallee {
  public let sound: CallerSound
  /// The INVITE as it came first, and again after a challenge.
  public private(set) var invites: [SIPRequest]
  /// What else reached it, oldest first.
  public private(set) var requests: [(at: Duration, request: SIPRequest)] = []
  public private(set) var answeredAt: Duration?

  /// Its 200 crosses our CANCEL.
  public var answersWhenCancelled = false

  let callID: String
  private let host: String
  private let tag = "callee"
  private let now: () -> Duration
  private let send: (SIPMessage) -> Void
  private var sequence: UInt32 = 0
  private var version = 0

  init(
    _ invite: SIPRequest, host: String, port: UInt16, now: @escaping () -> Duration,
    send: @escaping (SIPMessage) -> Void
  ) {
    invites = [invite]
    callID = invite.headers["Call-ID"] ?? ""
    self.host = host
    self.now = now
    self.send = send
    sound = CallerSound(port: port, encoding: .pcmu, seed: UInt64(port))
  }

  public var wasCancelled: Bool { requests.contains { $0.request.method == .cancel } }
  public var wasHungUp: Bool { requests.contains { $0.request.method == .bye } }
  /// The numbers as they were written: Request-URI and From.
  public var called: String { invites[0].uri.decodedUser ?? "" }
  public var caller: String { invites[0].headers["From"].flatMap { NameAddress($0)?.uri.decodedUser } ?? "" }
  public func has(_ method: SIPMethod) -> Bool { requests.contains { $0.request.method == method } }

  // MARK: What it does

  public func ring() { reply(180) }

  /// 183 with media that may be heard before the answer.
  public func announce() {
    listen()
    reply(183, body: description)
  }

  public func answer() {
    listen()
    answeredAt = now()
    reply(200, body: description)
  }

  /// Any response to the INVITE.
  public func reply(_ status: SIPStatus, headers: [String] = [], body: String? = nil) {
    guard let invite = invites.last else { return }
    send(.response(response(to: invite, status, headers: headers, body: body)))
  }

  public func hangUp(headers: [String] = []) {
    guard let invite = invites.last else { return }
    sequence += 1
    let from = invite.headers["To"].map { "\($0);tag=\(tag)" } ?? ""
    let lines =
      [
        "BYE \(contact(of: invite)) SIP/2.0", "Via: SIP/2.0/UDP \(host):5060;branch=z9hG4bK-\(callID)-\(sequence)",
        "Max-Forwards: 70", "From: \(from)", "To: \(invite.headers["From"] ?? "")", "Call-ID: \(callID)",
        "CSeq: \(sequence) BYE",
      ] + headers + ["Content-Length: 0", "", ""]
    guard let message = try? SIPParser().parse(Array(lines.joined(separator: "\r\n").utf8)) else {
      preconditionFailure("the script wrote an unreadable BYE")
    }
    send(message)
  }

  // MARK: What reaches it

  func receive(_ message: SIPMessage) {
    guard case .request(let request) = message else { return }
    requests.append((now(), request))
    switch request.method {
    case .invite:
      invites.append(request)
    case .cancel:
      send(.response(response(to: request, 200)))
      guard answeredAt == nil else { return }
      if answersWhenCancelled { answer() } else { reply(487) }
    case .bye: send(.response(response(to: request, 200)))
    default: break
    }
  }

  private func listen() {
    guard let offer = invites.last.flatMap({ try? SessionDescription(parsing: $0.body) }), let media = offer.media.first
    else { return }
    sound.connect(to: media.port)
  }

  private var description: String {
    "v=0\r\no=callee 1 1 IN IP4 \(host)\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\n"
      + "m=audio \(sound.port) RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
  }

  private func contact(of invite: SIPRequest) -> String {
    invite.headers["Contact"].flatMap { NameAddress($0) }.map { "\($0.uri)" } ?? "sip:198.51.100.1"
  }

  private func response(
    to request: SIPRequest, _ status: SIPStatus, headers lines: [String] = [], body: String? = nil
  ) -> SIPResponse {
    var headers = SIPHeaders()
    for name in ["Via", "From", "To", "Call-ID", "CSeq"] as [SIPHeaderName] {
      for field in request.headers.all(name) { headers.append(field) }
    }
    if status != 100, let to = headers["To"], !to.contains("tag=") { headers["To"] = "\(to);tag=\(tag)" }
    headers.append("Contact", "<sip:callee@\(host):5060>")
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
      headers.append(SIPHeaderName(parts[0]), String(parts[1].drop { $0 == " " }))
    }
    if body != nil { headers.append("Content-Type", "application/sdp") }
    return SIPResponse(status: status, headers: headers, body: Array((body ?? "").utf8))
  }
}
