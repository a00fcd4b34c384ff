import CPeers
import SIP

/// Calls written down beforehand. Our tags come of a seeded generator, so one rehearsal tells what to put into the ACKs.
struct CallScript {
  private struct Call {
    var invite: [UInt8]
    var ack: [UInt8] = []
    var bye: [UInt8] = []
    /// Ours in the To header, with the zero that C wants at the end.
    var tag: [CChar] = []
  }

  private static let flow = Flow(
    transport: .udp, local: HostPort(host: "198.51.100.1", port: 5060),
    remote: HostPort(host: "203.0.113.2", port: 5060))
  private static let gap = Duration.milliseconds(100)
  private var calls: [Call] = []

  init(calls count: Int) {
    for number in 0..<count {
      let id = "call-\(number)-7f3a9c1e4b6d11ee@203.0.113.10"
      var call = Call(
        invite: Messages.request(
          "INVITE", number: 1, callID: id, branch: "z9hG4bKi\(number)", toTag: nil, body: Messages.offer))
      var agent = Self.newAgent()
      let effects = agent.receive(Self.parsed(call.invite), over: Self.flow, at: .zero)
      let ringing = effects.legs.flatMap { agent.perform(.ring(), on: $0, at: .zero) }
      let tag = ringing.responses.first?.headers[.to].flatMap { NameAddress($0) }?.tag
      call.ack = Messages.request("ACK", number: 1, callID: id, branch: "z9hG4bKa\(number)", toTag: tag)
      call.bye = Messages.request("BYE", number: 2, callID: id, branch: "z9hG4bKb\(number)", toTag: tag)
      call.tag = (tag ?? "").utf8CString.map { $0 }
      calls.append(call)
    }
  }

  var count: Int { calls.count }

  /// Plays `times` calls, as often from the beginning as it takes.
  func play(_ times: Int, _ body: (_ first: Int) -> Void) {
    for _ in 0..<times / count { body(count) }
    if times % count > 0 { body(times % count) }
  }

  /// Plays the first calls and gives the number of bytes sent.
  func play(first: Int) -> Int {
    var agent = Self.newAgent()
    let parser = SIPParser()
    var sent = 0
    var ended = 0
    func perform(_ effects: [Effect], _ agent: inout UserAgent, at now: Duration) {
      for effect in effects {
        switch effect {
        case .send(let message, _, _): sent += message.serialized().count
        case .event(let leg, .invited):
          perform(agent.perform(.ring(), on: leg, at: now), &agent, at: now)
          perform(agent.perform(.answer(body: Messages.offer), on: leg, at: now + Self.gap), &agent, at: now + Self.gap)
        case .event(_, .ended): ended += 1
        case .event, .outside, .unreached, .reached, .keepOpen: break
        }
      }
    }
    func receive(_ bytes: [UInt8], _ agent: inout UserAgent, at now: Duration) {
      guard let message = try? parser.parse(bytes) else { fatalError("a message of the script cannot be read") }
      perform(agent.receive(message, over: Self.flow, at: now), &agent, at: now)
    }
    let played = calls.prefix(first)
    var now = Duration.zero
    for (index, call) in played.enumerated() {
      now += Self.gap
      while let deadline = agent.deadline, deadline <= now {
        perform(agent.deadlineReached(at: deadline), &agent, at: deadline)
      }
      receive(call.invite, &agent, at: now)
      receive(call.ack, &agent, at: now + Self.gap)
      if index >= 10 { receive(played[index - 10].bye, &agent, at: now + Self.gap) }
    }
    for call in played.suffix(10) { receive(call.bye, &agent, at: now + Self.gap) }
    guard ended == played.count else { fatalError("\(ended) of \(played.count) calls of the script ended") }
    return sent
  }

  /// The same calls, taken by osip2.
  func playOSIP(first: Int) -> Int {
    guard let server = osip_calls_new() else { fatalError("no memory for osip2") }
    defer { osip_calls_free(server) }
    let body = Messages.offer
    var sent = 0
    func receive(_ bytes: [UInt8], _ call: Call) {
      sent += bytes.characters { bytes, count in
        body.characters { osip_calls_receive(server, bytes, count, call.tag, $0, $1) }
      }
    }
    let played = calls.prefix(first)
    for (index, call) in played.enumerated() {
      receive(call.invite, call)
      receive(call.ack, call)
      if index >= 10 { receive(played[index - 10].bye, played[index - 10]) }
    }
    for call in played.suffix(10) { receive(call.bye, call) }
    guard osip_calls_ended(server) == played.count else {
      fatalError("\(osip_calls_ended(server)) of \(played.count) calls ended at osip2")
    }
    return sent
  }

  private static func newAgent() -> UserAgent { UserAgent(random: RepeatingNumbers()) }

  private static func parsed(_ bytes: [UInt8]) -> SIPMessage {
    guard let message = try? SIPParser().parse(bytes) else { fatalError("a message of the script cannot be read") }
    return message
  }
}

/// The same numbers in every run.
struct RepeatingNumbers: RandomNumberGenerator, Sendable {
  private var last: UInt64 = 0

  mutating func next() -> UInt64 {
    last &+= 0x9E37_79B9_7F4A_7C15
    return last
  }
}

extension [Effect] {
  fileprivate var legs: [LegID] {
    compactMap { if case .event(let leg, .invited) = $0 { leg } else { nil } }
  }
  fileprivate var responses: [SIPResponse] {
    compactMap { if case .send(.response(let response), _, _) = $0 { response } else { nil } }
  }
}
