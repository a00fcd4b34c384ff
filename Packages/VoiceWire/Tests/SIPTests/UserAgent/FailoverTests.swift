import SIP
import Testing
import WireTesting

/// Calls of ours whose server does not answer.
@Suite(.rfc(3263, "4.3"))
struct FailoverTests {
  var stage = Stage()

  @Test mutating func `a 503 sends the same call to the next server in a new transaction, and tells of the first`()
    throws
  {
    let invite = try stage.place { call in
      call.destination = way("203.0.113.5")
      call.alternatives = [way("203.0.113.6", .tls)]
    }
    let effects = stage.respond(503, to: invite, headers: ["Retry-After: 40"])
    #expect(sent(effects) == ["ACK UDP 203.0.113.5", "INVITE TLS 203.0.113.6"])
    #expect(effects.contains(.unreached(way("203.0.113.5"), retryAfterSeconds: 40)))
    #expect(effects.events.isEmpty)
    let second = try #require(effects.requests.last)
    for name in ["Call-ID", "From", "To", "CSeq"] as [SIPHeaderName] {
      #expect(second.headers[name] == invite.headers[name])
    }
    #expect(second.body == invite.body)
    #expect(second.headers[.contact] == "<sip:198.51.100.1:5061;transport=tls>")
    #expect(second.headers[.via]?.hasPrefix("SIP/2.0/TLS 198.51.100.1:5061;branch=") == true)
    #expect(second.headers.elements(.via).count == 1)
    let answered = stage.respond(200, to: second, body: "v=0 theirs")
    #expect(answered.requests.map(\.method) == [.ack])
    #expect(answered.events.count == 1)
  }

  @Test mutating func `a server that is silent or takes no connection gives way to the next, the last ends the call`()
    throws
  {
    let invite = try stage.place { call in
      call.destination = way("203.0.113.5")
      call.alternatives = [way("203.0.113.6", .tcp)]
    }
    let waited = stage.pass(until: .milliseconds(5_400))
    var moves = waited.map(\.effect)
    #expect(waited.last?.at == .seconds(5))
    #expect(sent(moves).last == "INVITE TCP 203.0.113.6")
    #expect(moves.contains(.unreached(way("203.0.113.5"), retryAfterSeconds: nil)))
    let second = try #require(moves.requests.last)
    #expect(second.headers[.via] != invite.headers[.via])
    moves = stage.agent.sendFailed(.request(second), at: stage.now)
    #expect(moves.first == .unreached(way("203.0.113.6", .tcp), retryAfterSeconds: nil))
    #expect(moves.events == [.ended(.transportLost)])
  }

  @Test(.rfc(5923, "5"), arguments: [(TransportProtocol.udp, false), (.tcp, true), (.tls, true)])
  mutating func `an INVITE that opens a connection lets the peer use it for its own requests`(
    transport: TransportProtocol, isOffered: Bool
  ) throws {
    let invite = try stage.place { $0.destination = way("203.0.113.5", transport) }
    #expect((invite.headers[.via]?.hasSuffix(";alias") == true) == isOffered)
    // What goes over that connection later need not say it again.
    stage.flow = Flow(
      transport: transport, local: stage.flow.local, remote: stage.calleeFlow.remote,
      connection: transport == .udp ? 0 : 5)
    _ = stage.respond(200, to: invite, body: "v=0 theirs", contact: "<sip:bob@203.0.113.5;transport=\(transport)>")
    let bye = try #require(stage.perform(.hangUp(), on: Stage.placed).requests.first)
    #expect(bye.headers[.via]?.contains("alias") == false)
  }

  /// A call whose first server is silent for 5 s; the INVITE to it and the one to the second.
  private mutating func movedOn() throws -> (first: SIPRequest, second: SIPRequest) {
    let first = try stage.place { call in
      call.destination = way("203.0.113.5")
      call.alternatives = [way("203.0.113.6")]
    }
    return (first, try #require(stage.pass(until: .milliseconds(5_100)).map(\.effect).requests.last))
  }

  @Test mutating func `the silent server is not sent the INVITE again, and the last server has its 32 s`() throws {
    let (_, second) = try movedOn()
    let rest = stage.pass(until: .seconds(40))
    #expect(Set(rest.map(\.effect).requests.map { $0.headers[.via] }) == [second.headers[.via]])
    #expect(rest.map(\.effect).events == [.ended(.unanswered)])
    #expect(rest.last { !$0.effect.isMessage }?.at == .seconds(37))
    #expect(stage.agent.deadline == nil)
  }

  @Test(.rfc(3261, "9.1")) mutating func `a server that rings when another was asked is cancelled, once`() throws {
    let (first, second) = try movedOn()
    let late = stage.respond(180, to: first, tag: "late")
    #expect(sent(late) == ["CANCEL UDP 203.0.113.5"])
    #expect(late.events.isEmpty)
    #expect(stage.respond(180, to: first, tag: "late").isEmpty)
    #expect(sent(stage.respond(487, to: first, tag: "late")) == ["ACK UDP 203.0.113.5"])
    #expect(stage.respond(180, to: second).events.count == 1)
    #expect(stage.respond(200, to: second, body: "v=0 theirs").events.count == 1)
  }

  @Test(.rfc(3261, "13.2.2.4"))
  mutating func `a server that takes the call when another was asked is acknowledged and hung up`() throws {
    let (first, second) = try movedOn()
    #expect(sent(stage.respond(200, to: first, tag: "late")) == ["ACK UDP 203.0.113.5", "BYE UDP 203.0.113.5"])
    let answered = stage.respond(200, to: second, body: "v=0 theirs")
    #expect(sent(answered) == ["ACK UDP 203.0.113.5"])
    #expect(answered.events.count == 1)
    #expect(sent(stage.respond(200, to: first, tag: "later")) == ["ACK UDP 203.0.113.5", "BYE UDP 203.0.113.5"])
  }

  @Test mutating func `one that is cancelled and never answers is forgotten, also when the call is over`() throws {
    let (first, second) = try movedOn()
    _ = stage.respond(486, to: second)
    #expect(stage.agent.legCount == 0)
    #expect(sent(stage.respond(183, to: first, tag: "late")) == ["CANCEL UDP 203.0.113.5"])
    _ = stage.pass(until: .seconds(200))
    #expect(stage.agent.deadline == nil)
    #expect(stage.respond(200, to: first, tag: "late").isEmpty)
  }

  @Test mutating func `a call that is given up while nobody answers waits for no other server`() throws {
    _ = try stage.place { call in
      call.destination = way("203.0.113.5")
      call.alternatives = [way("203.0.113.6")]
    }
    _ = stage.perform(.hangUp(), on: Stage.placed)
    #expect(sent(stage.pass(until: .seconds(100)).map(\.effect)).allSatisfy { $0 == "INVITE UDP 203.0.113.5" })
    #expect(stage.agent.legCount == 0)
  }

  @Test mutating func `a server that rings is not given up for another, and neither is a call that is refused`() throws
  {
    let invite = try stage.place { call in
      call.destination = way("203.0.113.5")
      call.alternatives = [way("203.0.113.6")]
    }
    _ = stage.respond(180, to: invite)
    #expect(sent(stage.pass(until: .seconds(100)).map(\.effect)).isEmpty)
    let refused = stage.respond(486, to: invite)
    #expect(sent(refused) == ["ACK UDP 203.0.113.5"])
    #expect(refused.events.count == 1)
  }

  @Test mutating func `a call that was given up is not tried elsewhere`() throws {
    let invite = try stage.place { call in
      call.destination = way("203.0.113.5")
      call.alternatives = [way("203.0.113.6")]
    }
    _ = stage.perform(.hangUp(), on: Stage.placed)
    let effects = stage.respond(503, to: invite)
    #expect(sent(effects) == ["ACK UDP 203.0.113.5"])
    #expect(effects.events == [.ended(.localHangUp)])
  }

  @Test(.rfc(3261, "18.1.1"), .lesson(27))
  mutating func `an INVITE too long for a datagram goes by TCP, and by UDP when TCP is refused`() throws {
    let invite = try stage.place { call in
      call.destination = way("203.0.113.5")
      call.offer = [UInt8](repeating: 0x61, count: 1_200)
    }
    #expect(invite.headers[.via]?.hasPrefix("SIP/2.0/TCP ") == true)
    #expect(invite.headers[.contact]?.hasSuffix(";transport=tcp>") == true)
    let effects = stage.agent.sendFailed(.request(invite), at: stage.now)
    #expect(sent(effects) == ["INVITE UDP 203.0.113.5"])
    #expect(effects.requests.last?.headers[.via]?.hasPrefix("SIP/2.0/UDP ") == true)
    #expect(effects.requests.last?.headers[.contact] == "<sip:198.51.100.1:5060>")
    let last = stage.pass(until: .seconds(40)).map(\.effect)
    #expect(last.events == [.ended(.unanswered)])
  }

  @Test mutating func `a server that answered 503 by TCP is not asked again by UDP`() throws {
    let invite = try stage.place { call in
      call.destination = way("203.0.113.5")
      call.alternatives = [way("203.0.113.6", .tls)]
      call.offer = [UInt8](repeating: 0x61, count: 1_200)
    }
    let effects = stage.respond(503, to: invite)
    #expect(sent(effects) == ["ACK TCP 203.0.113.5", "INVITE TLS 203.0.113.6"])
  }

  @Test mutating func `a slow server that took the INVITE by TCP is not asked again by UDP`() throws {
    let invite = try stage.place { call in
      call.destination = way("203.0.113.5")
      call.offer = [UInt8](repeating: 0x61, count: 1_200)
    }
    #expect(sent(stage.pass(until: .seconds(20)).map(\.effect)).isEmpty)
    let answered = stage.respond(200, to: invite, body: "v=0 theirs")
    #expect(answered.requests.map(\.method) == [.ack])
  }

  @Test(.rfc(3261, "9.1")) mutating func `an INVITE that nobody wants any more is not sent again`() throws {
    let invite = try stage.place { $0.destination = way("203.0.113.5") }
    _ = stage.perform(.hangUp(), on: Stage.placed)
    #expect(sent(stage.pass(until: .seconds(20)).map(\.effect)).isEmpty)
    #expect(sent(stage.respond(180, to: invite)) == ["CANCEL UDP 203.0.113.5"])
  }

  @Test mutating func `a phone that rang is not rung by another server`() throws {
    let invite = try stage.place { call in
      call.destination = way("203.0.113.5")
      call.alternatives = [way("203.0.113.6")]
    }
    _ = stage.respond(180, to: invite, headers: ["Contact: <sip:callee@203.0.113.5>"])
    let effects = stage.respond(503, to: invite)
    #expect(sent(effects) == ["ACK UDP 203.0.113.5"])
    #expect(effects.events.count == 1)
  }
}

/// A server with the local address that it is reached from.
private func way(_ host: String, _ transport: TransportProtocol = .udp) -> Destination {
  let address = HostPort(host: host, port: transport.defaultPort)
  let local = HostPort(host: "198.51.100.1", port: transport.defaultPort)
  return Destination(
    flow: Flow(transport: transport, local: local, remote: address), transport: transport, address: address)
}

/// What goes out, like `INVITE TCP 203.0.113.6`.
private func sent(_ effects: [Effect]) -> [String] {
  effects.compactMap { effect in
    guard case .send(.request(let request), let destination, _) = effect else { return nil }
    return "\(request.method) \(destination.transport.token) \(destination.address.host)"
  }
}

extension Effect {
  fileprivate var isMessage: Bool { if case .send = self { true } else { false } }
}
