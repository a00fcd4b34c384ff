import SIP
import Testing

/// A user agent in virtual time, and a peer's flow to it.
struct Stage {
  var agent: UserAgent
  var caller = ScriptedCaller()
  var now = Duration.zero
  var flow = Flow(
    transport: .udp, local: HostPort(host: "198.51.100.1", port: 5060),
    remote: HostPort(host: "192.0.2.10", port: 5060))

  init(_ configuration: UserAgent.Configuration = .init()) {
    agent = UserAgent(configuration: configuration, random: CountingNumbers(), digestHash: cheapHash)
  }

  mutating func receive(_ message: SIPMessage, over other: Flow? = nil) -> [Effect] {
    agent.receive(message, over: other ?? flow, at: now)
  }

  mutating func perform(_ command: LegCommand, on leg: LegID = LegID(1)) -> [Effect] {
    agent.perform(command, on: leg, at: now)
  }

  /// Lets time pass and gathers what happens, with the instant it happened at.
  mutating func pass(until end: Duration) -> [(at: Duration, effect: Effect)] {
    var happened: [(at: Duration, effect: Effect)] = []
    while let deadline = agent.deadline, deadline <= end {
      now = deadline
      happened += agent.deadlineReached(at: now).map { (now, $0) }
    }
    now = end
    return happened
  }

  /// INVITE and 200; gives our To tag.
  mutating func answered(headers: [String] = []) throws -> String {
    _ = receive(try caller.invite(headers: headers))
    return try #require(perform(.answer(body: Array("v=0".utf8))).responses.last?.toTag)
  }

  /// INVITE, 200 and ACK; gives our To tag.
  mutating func established(headers: [String] = []) throws -> String {
    let tag = try answered(headers: headers)
    _ = receive(try caller.write("ACK", branch: "z9hG4bK-ack", toTag: tag))
    return tag
  }
}

/// Random numbers that every run repeats.
struct CountingNumbers: RandomNumberGenerator, Sendable {
  var last: UInt64 = 0
  mutating func next() -> UInt64 {
    last &+= 0x9E37_79B9_7F4A_7C15
    return last
  }
}

extension [Effect] {
  var messages: [SIPMessage] {
    compactMap { if case .send(let message, _, _) = $0 { message } else { nil } }
  }
  var responses: [SIPResponse] {
    messages.compactMap { if case .response(let response) = $0 { response } else { nil } }
  }
  var requests: [SIPRequest] {
    messages.compactMap { if case .request(let request) = $0 { request } else { nil } }
  }
  var codes: [Int] { responses.map(\.status.code) }
  var destinations: [Destination] {
    compactMap { if case .send(_, let destination, _) = $0 { destination } else { nil } }
  }
  var events: [LegEvent] {
    compactMap { if case .event(_, let event) = $0 { event } else { nil } }
  }
  var invitation: Invitation? {
    for case .invited(let invitation) in events { return invitation }
    return nil
  }
}

extension SIPResponse {
  var toTag: String? { headers[.to].flatMap { NameAddress($0) }?.tag }
}
