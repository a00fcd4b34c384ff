import SIP
import Testing
import WireTesting

extension Stage {
  mutating func perform(_ command: OutsideCommand) -> [Effect] { agent.perform(command, at: now) }

  /// What a peer answers to a request of ours.
  mutating func answer(
    _ request: SIPRequest, _ status: SIPStatus, headers: SIPHeaders = [:]
  ) -> [Effect] {
    var response = SIPResponse(status: status)
    for name in [SIPHeaderName.via, .from, .to, .callID, .cSeq] {
      for field in request.headers.all(name) { response.headers.append(field) }
    }
    response.headers.append(contentsOf: headers)
    return receive(.response(response))
  }
}

extension [Effect] {
  var outside: [OutsideEvent] {
    compactMap { if case .outside(let event) = $0 { event } else { nil } }
  }
  var registrationStates: [Registration.State] {
    outside.compactMap { if case .registration(_, let state) = $0 { state } else { nil } }
  }
}

/// Registrations of ours and probes, with their transactions.
struct RegisteringTests {
  var stage = Stage(.init(advertised: [.udp: HostPort(host: "198.51.100.1", port: 5060)]))
  static let servers = ["203.0.113.1", "203.0.113.2"].map {
    Destination(flow: nil, transport: .udp, address: HostPort(host: $0, port: 5060))
  }

  static func order(_ destinations: [Destination] = servers, user: String = "alice") -> RegistrationOrder {
    RegistrationOrder(
      configuration: .init(
        registrar: SIPURI(host: "sip.example.com"), addressOfRecord: SIPURI(user: user, host: "sip.example.com")),
      session: DigestSession(DigestIdentity(username: user, password: "secret"), hash: Hashes.all),
      destinations: destinations)
  }

  private mutating func registered() throws -> SIPRequest {
    let request = try #require(stage.perform(.register(account: "t", Self.order())).requests.first)
    _ = stage.answer(request, 200, headers: [.contact: "<sip:alice@198.51.100.1:5060>;expires=600"])
    return request
  }

  @Test(.rfc(3261, "10.2")) mutating func `REGISTER leaves with the address we are reached at, and our user`() throws {
    let effects = stage.perform(.register(account: "t", Self.order()))
    let request = try #require(effects.requests.first)
    #expect(request.headers[.contact] == "<sip:alice@198.51.100.1:5060>")
    #expect(request.headers[.via]?.hasPrefix("SIP/2.0/UDP 198.51.100.1:5060;branch=z9hG4bK") == true)
    #expect(request.headers[.via]?.hasSuffix(";rport") == true)
    #expect(request.headers[.maxForwards] == "70")
    #expect(effects.destinations == [Self.servers[0]])
    let answered = stage.answer(request, 200, headers: [.contact: "<sip:alice@198.51.100.1:5060>;expires=600"])
    #expect(answered.registrationStates.first?.isRegistered(at: .seconds(599)) == true)
  }

  @Test(.rfc(3261, "22.2")) mutating func `a challenge is answered in a new transaction`() throws {
    let first = try #require(stage.perform(.register(account: "t", Self.order())).requests.first)
    let again = stage.answer(first, 401, headers: ["WWW-Authenticate": "Digest realm=\"r\", nonce=\"n\""])
    let second = try #require(again.requests.first)
    #expect(second.headers["Authorization"] != nil)
    #expect(second.headers[.via] != first.headers[.via])
    #expect(second.headers[.callID] == first.headers[.callID])
    #expect(stage.answer(first, 403).isEmpty, "an answer to the first no longer counts")
  }

  @Test(.rfc(3263, "4.3")) mutating func `a server that does not answer for 32 s is left for the next`() throws {
    _ = stage.perform(.register(account: "t", Self.order()))
    let happened = stage.pass(until: .seconds(32))
    let next = happened.first { [$0.effect].destinations == [Self.servers[1]] }
    #expect(try #require(next).at == .seconds(32))
  }

  @Test mutating func `it is refreshed in time`() throws {
    _ = try registered()
    let refresh = stage.pass(until: .seconds(600)).first { ![$0.effect].requests.isEmpty }
    #expect(try #require(refresh).at <= .seconds(568))
  }

  @Test mutating func `other settings end the old registration before the new one begins`() throws {
    _ = try registered()
    let leaving = stage.perform(.register(account: "t", Self.order(user: "bob")))
    let removal = try #require(leaving.requests.first)
    #expect(removal.headers["Expires"] == "0")
    #expect(leaving.requests.count == 1)
    let begun = stage.answer(removal, 200)
    #expect(begun.requests.map { $0.headers[.to] } == ["<sip:bob@sip.example.com>"])
  }

  @Test mutating func `unregistering ends everything, also what was to follow`() throws {
    _ = try registered()
    _ = stage.perform(.register(account: "t", Self.order(user: "bob")))
    _ = stage.perform(.unregister(account: "t"))
    let sent = stage.pass(until: .seconds(3600)).map(\.effect).requests
    #expect(sent.allSatisfy { $0.headers["Expires"] == "0" })
    #expect(stage.agent.deadline == nil)
  }

  @Test(.rfc(5626, "4.4")) mutating func `a registration whose connection is gone is renewed at once`() throws {
    let flow = Flow(
      transport: .tcp, local: HostPort(host: "198.51.100.1", port: 40_000),
      remote: HostPort(host: "203.0.113.1", port: 5060), connection: 3)
    let way = Destination(flow: nil, transport: .tcp, address: flow.remote)
    let request = try #require(stage.perform(.register(account: "t", Self.order([way]))).requests.first)
    #expect(stage.agent.usesFlow(flow))
    _ = stage.answer(request, 200)
    #expect(stage.agent.flowClosed(flow, at: stage.now).requests.map(\.method) == [.register])
  }

  @Test(.rfc(3261, "11.1")) mutating func `a probe tells what was answered, or that nothing was`() throws {
    let uri = SIPURI(host: "sip.example.com")
    let request = try #require(stage.perform(.probe(account: "t", uri, [Self.servers[0]])).requests.first)
    #expect(request.method == .options)
    #expect(stage.answer(request, 100).outside.isEmpty)
    #expect(stage.answer(request, 404) == [.reached(Self.servers[0]), .outside(.probed(account: "t", 404))])
    _ = stage.perform(.probe(account: "u", uri, [Self.servers[0]]))
    #expect(stage.pass(until: .seconds(90)).map(\.effect).outside == [.probed(account: "u", nil)])
    #expect(stage.perform(.probe(account: "u", uri, [])).isEmpty)
  }

  @Test(.rfc(3263, "4.3")) mutating func `when the first server is silent or overloaded, the next is asked`() throws {
    let uri = SIPURI(host: "sip.example.com")
    _ = stage.perform(.probe(account: "t", uri, Self.servers))
    #expect(stage.perform(.probe(account: "t", uri, Self.servers)).isEmpty, "it is being asked")
    let happened = stage.pass(until: .seconds(32))
    #expect(happened.map(\.effect).contains(.unreached(Self.servers[0], retryAfterSeconds: nil)))
    #expect(happened.map(\.effect).destinations.last == Self.servers[1])
    #expect(happened.map(\.effect).outside.isEmpty)
    let second = try #require(happened.map(\.effect).requests.last)
    #expect(stage.answer(second, 200) == [.reached(Self.servers[1]), .outside(.probed(account: "t", 200))])
    let again = try #require(stage.perform(.probe(account: "t", uri, Self.servers)).requests.first)
    let busy = stage.answer(again, 503, headers: ["Retry-After": "30"])
    #expect(busy.first == .unreached(Self.servers[0], retryAfterSeconds: 30))
    #expect(busy.destinations == [Self.servers[1]])
  }

  @Test(.rfc(5626, "4.4"))
  mutating func `the UDP way of a registration is kept open while it lasts, as often as the registrar wants`() throws {
    let request = try #require(stage.perform(.register(account: "t", Self.order())).requests.first)
    let contact: SIPHeaders = [.contact: "<sip:alice@198.51.100.1:5060>;expires=600"]
    let accepted = stage.answer(request, 200, headers: contact)
    #expect(accepted.contains(.keepOpen(Self.servers[0].address, every: .seconds(25))))
    #expect(accepted.contains(.reached(Self.servers[0])))
    var timed = contact
    timed.append("Flow-Timer", "20")
    var refresh: SIPRequest?
    for second in 1...600 where refresh == nil {
      refresh = stage.pass(until: .seconds(second)).map(\.effect).requests.first
    }
    #expect(
      stage.answer(try #require(refresh), 200, headers: timed).contains(
        .keepOpen(Self.servers[0].address, every: .seconds(18))))
    #expect(stage.perform(.unregister(account: "t")).contains(.keepOpen(Self.servers[0].address, every: nil)))
  }

  @Test(.rfc(5626, "4.4.1")) mutating func `a connection is not kept open by datagrams`() throws {
    let way = Destination(flow: nil, transport: .tcp, address: HostPort(host: "203.0.113.1", port: 5060))
    let request = try #require(stage.perform(.register(account: "t", Self.order([way]))).requests.first)
    let accepted = stage.answer(request, 200)
    #expect(!accepted.contains { if case .keepOpen = $0 { true } else { false } })
  }

  @Test(.rfc(3608, "5")) mutating func `the route that the registrar wants is told when it changes, and at the end`()
    throws
  {
    let request = try #require(stage.perform(.register(account: "t", Self.order())).requests.first)
    let route = "<sip:edge.example.com;lr>"
    let accepted = stage.answer(
      request, 200, headers: [.contact: "<sip:alice@198.51.100.1:5060>;expires=600", "Service-Route": route])
    #expect(accepted.outside.contains(.serviceRoute(account: "t", [try #require(NameAddress(route))])))
    let leaving = stage.perform(.unregister(account: "t"))
    #expect(!stage.agent.isAtRest)
    let removed = stage.answer(try #require(leaving.requests.first), 200)
    #expect(removed.outside.contains(.serviceRoute(account: "t", [])))
    #expect(stage.agent.isAtRest)
  }
}

/// Phones that register with us.
struct AdmittingTests {
  var stage = Stage()

  private mutating func asks(_ headers: [String] = ["Contact: <sip:a@192.0.2.10>"], number: Int = 1) throws
    -> RegisterID
  {
    let effects = stage.receive(
      try stage.caller.write("REGISTER", branch: "z9hG4bK-\(number)", number: number, headers: headers))
    #expect(effects.messages.isEmpty, "the product decides first")
    guard case .registering(let id, let request, let flow) = try #require(effects.outside.first) else {
      throw NotOfThisKind()
    }
    #expect(request.method == .register)
    #expect(flow == stage.flow)
    return id
  }

  @Test(.rfc(3261, "10.3")) mutating func `nobody registers before the product admits it`() throws {
    let id = try asks()
    let effects = stage.perform(.admit(id, account: "t"))
    #expect(effects.codes == [200])
    #expect(effects.responses.first?.headers.elements(.contact) == ["<sip:a@192.0.2.10>;expires=3600"])
    guard case .bindings("t", let bindings) = effects.outside.first else { throw NotOfThisKind() }
    #expect(bindings.map { "\($0.contact.uri)" } == ["sip:a@192.0.2.10"])
    #expect(stage.perform(.admit(id, account: "t")).isEmpty, "once")
  }

  @Test(.rfc(3261, "22.1")) mutating func `the product's challenge is sent as it is`() throws {
    let refusal = SIPRejection(401, headers: ["WWW-Authenticate": "Digest realm=\"r\", nonce=\"n\""])
    let effects = stage.perform(.refuse(try asks(), refusal))
    #expect(effects.codes == [401])
    #expect(effects.responses.first?.headers["WWW-Authenticate"] == "Digest realm=\"r\", nonce=\"n\"")
  }

  @Test mutating func `what the registrar refuses is answered so`() throws {
    let effects = stage.perform(.admit(try asks(["Contact: <sip:a@192.0.2.10>;expires=5"]), account: "t"))
    #expect(effects.codes == [423])
    #expect(effects.outside.isEmpty)
  }

  @Test mutating func `the end of a binding is told`() throws {
    _ = stage.perform(.admit(try asks(["Contact: <sip:a@192.0.2.10>;expires=60"]), account: "t"))
    let told = stage.pass(until: .seconds(61)).filter { ![$0.effect].outside.isEmpty }
    #expect(told.map(\.at) == [.seconds(60)])
    #expect(told.map(\.effect).outside == [.bindings(account: "t", [])])
  }

  @Test mutating func `a REGISTER that is sent again waits with the first`() throws {
    let id = try asks()
    #expect(stage.receive(try stage.caller.write("REGISTER", headers: ["Contact: <sip:a@192.0.2.10>"])).isEmpty)
    #expect(stage.perform(.admit(id, account: "t")).codes == [200])
  }

  @Test(.rfc(3261, "8.2.2.3")) mutating func `an extension that is required is refused before anyone is asked`() throws
  {
    let effects = stage.receive(try stage.caller.write("REGISTER", headers: ["Require: gruu"]))
    #expect(effects.codes == [420])
    stage.agent.drain()
    #expect(stage.receive(try stage.caller.write("REGISTER", branch: "z9hG4bK-2", number: 2)).codes == [503])
  }
}
