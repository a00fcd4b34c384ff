internal import SDP
public import SIP

/// A telephone that calls the exchange: dials, acknowledges, speaks, listens and hangs up as the test says.
///
/// Its answers to SIP messages are those of a well-behaved softphone unless it is told otherwise.
public final class VirtualCaller {
  /// Something that reached it.
  public struct Arrival: Sendable {
    public let at: Duration
    public let message: SIPMessage
  }

  /// Sends no ACK to a 200.
  public var withholdsAcknowledgement = false
  /// Messages on their way to it that get lost.
  public var loses: (SIPMessage) -> Bool = { _ in false }
  /// What it answers a 401 with.
  public var credentials: (username: String, password: String)?
  /// What it answers a REFER with.
  public var referralStatus: SIPStatus = 202
  public var sound: CallerSound
  /// Everything that reached it, oldest first.
  public private(set) var arrivals: [Arrival] = []
  /// When the first ACK to a 200 was sent.
  public private(set) var acknowledgedAt: Duration?

  let callID: String
  private var phone: ScriptedPhone
  private let encodings: [AudioEncoding]
  private let host: String
  private let now: () -> Duration
  private let send: (SIPMessage, String) -> Void
  private var sequence = 0
  private var version = 0
  private var direction = "sendrecv"

  /// - Parameters:
  ///   - index: tells callers apart.
  ///   - host: the address its SIP comes from.
  init(
    index: Int, number: String, from: String, host: String, encodings: [AudioEncoding],
    now: @escaping () -> Duration, send: @escaping (SIPMessage, String) -> Void
  ) {
    var phone = ScriptedPhone()
    callID = "call-\(index)@\(host)"
    phone.callID = callID
    phone.tag = "caller-\(index)"
    phone.target = "sip:\(number)@198.51.100.1"
    phone.from = "\"Alice\" <sip:\(from)@\(host)>"
    self.phone = phone
    self.encodings = encodings
    self.host = host
    self.now = now
    self.send = send
    sound = CallerSound(port: UInt16(40000 + 2 * index), encoding: encodings.first ?? .pcmu, seed: UInt64(index))
  }

  // MARK: What it saw

  /// Codes of all responses, in their order.
  public var statuses: [Int] { responses.map(\.response.status.code) }
  public var wasHungUp: Bool { requests(.bye).isEmpty == false }

  /// When a response with that code came first.
  public func time(of status: Int) -> Duration? { responses.first { $0.response.status.code == status }?.at }

  public func response(_ status: Int) -> SIPResponse? {
    responses.first { $0.response.status.code == status }?.response
  }

  public func requests(_ method: SIPMethod) -> [SIPRequest] {
    arrivals.compactMap {
      if case .request(let request) = $0.message, request.method == method { request } else { nil }
    }
  }

  private var responses: [(at: Duration, response: SIPResponse)] {
    arrivals.compactMap { if case .response(let response) = $0.message { ($0.at, response) } else { nil } }
  }

  // MARK: What it does

  public func dial() { invite() }

  /// Sends the INVITE or re-INVITE again as it was.
  public func cancel() { transmit("CANCEL", sequence: sequence) }

  public func hangUp(headers: [String] = []) {
    sequence += 1
    transmit("BYE", sequence: sequence, headers: headers)
  }

  /// Tells how the call goes that a REFER asked for (RFC 3515 §2.4.4); a final status ends the subscription.
  public func reportReferral(_ statusLine: String, isLast: Bool) {
    sequence += 1
    transmit(
      "NOTIFY", sequence: sequence, body: "SIP/2.0 \(statusLine)\r\n", contentType: "message/sipfrag;version=2.0",
      headers: ["Event: refer", "Subscription-State: \(isLast ? "terminated;reason=noresource" : "active;expires=60")"])
  }

  /// Holds the agent, or takes it back.
  public func hold(_ isHeld: Bool) {
    direction = isHeld ? "sendonly" : "sendrecv"
    invite()
  }

  /// Acknowledges the last 200 after all.
  public func acknowledge() {
    acknowledgedAt = acknowledgedAt ?? now()
    transmit("ACK", sequence: sequence, branch: "z9hG4bK-\(phone.tag)-ack-\(sequence)")
  }

  private func invite(headers: [String] = []) {
    sequence += 1
    version += 1
    transmit(
      "INVITE", sequence: sequence, body: offer, headers: ["Contact: <sip:alice@\(host):5060>"] + headers)
  }

  private func transmit(
    _ method: String, sequence: Int, branch: String? = nil, body: String? = nil,
    contentType: String = "application/sdp", headers: [String] = []
  ) {
    guard
      let message = try? phone.request(
        method, sequence: sequence, branch: branch, body: body, contentType: contentType, headers: headers)
    else { preconditionFailure("the script wrote an unreadable \(method)") }
    send(message, host)
  }

  private var offer: String {
    let formats = encodings.map { "\($0.offeredPayloadType)" } + ["101"]
    let maps = encodings.map { "a=rtpmap:\($0.offeredPayloadType) \(Self.mapping($0))\r\n" }.joined()
    let clockRate = encodings.first?.clockRate ?? 8000
    return "v=0\r\no=alice 1 \(version) IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\n"
      + "m=audio \(sound.port) RTP/AVP \(formats.joined(separator: " "))\r\n\(maps)"
      + "a=rtpmap:101 telephone-event/\(clockRate)\r\na=\(direction)\r\n"
  }

  private static func mapping(_ encoding: AudioEncoding) -> String {
    encoding == .opus ? "opus/48000/2" : "\(encoding.rawValue)/8000"
  }

  // MARK: What reaches it

  func receive(_ message: SIPMessage) {
    if loses(message) { return }
    arrivals.append(Arrival(at: now(), message: message))
    switch message {
    case .response(let response): receive(response)
    case .request(let request):
      switch request.method {
      case .bye: answer(request, 200)
      case .refer: answer(request, referralStatus)
      default: break
      }
    }
  }

  private func receive(_ response: SIPResponse) {
    guard let text = response.headers["CSeq"], text.hasSuffix("INVITE"), response.status.isFinal else { return }
    if response.status.isSuccess {
      phone.toTag = response.headers["To"].flatMap { NameAddress($0)?.tag }
      if let answer = try? SessionDescription(parsing: response.body), let media = answer.media.first {
        sound.connect(to: media.port)
      }
      if !withholdsAcknowledgement { acknowledge() }
      return
    }
    var failed = phone
    failed.toTag = response.headers["To"].flatMap { NameAddress($0)?.tag }
    if let ack = try? failed.request("ACK", sequence: sequence, branch: "z9hG4bK-\(phone.tag)-INVITE-\(sequence)") {
      send(ack, host)
    }
    if response.status.code == 401, let credentials {
      self.credentials = nil
      invite(headers: authorization(for: response, credentials))
    }
  }

  private func authorization(
    for response: SIPResponse, _ credentials: (username: String, password: String)
  ) -> [String] {
    let challenges = response.headers.all("WWW-Authenticate").map(\.value)
    guard let challenge = DigestChallenge.strongest(of: challenges) else { return [] }
    let answer = DigestCredentials(
      answering: challenge, username: credentials.username, password: credentials.password, method: .invite,
      uri: phone.target, clientNonce: "nonce", hash: toyHash)
    return ["Authorization: \(answer)"]
  }

  /// With what a response repeats of its request (RFC 3261 §8.2.6.2).
  private func answer(_ request: SIPRequest, _ status: SIPStatus) {
    var headers = SIPHeaders()
    for name in ["Via", "From", "To", "Call-ID", "CSeq"] as [SIPHeaderName] {
      for field in request.headers.all(name) { headers.append(field) }
    }
    send(.response(SIPResponse(status: status, headers: headers)), host)
  }
}

/// A hash that any change of its input changes (FNV-1a, twice), for where no cryptography is linked.
public let toyHash: DigestHash = { _, bytes in
  [UInt64(0xCBF2_9CE4_8422_2325), 0x9E37_79B9_7F4A_7C15].flatMap { start in
    var hash = start
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0))) }
  }
}
