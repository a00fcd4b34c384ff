import SIP
import Testing
import WireTesting

/// A registration in virtual time, and the registrar that answers it.
struct RegistrationStage {
  var registration: Registration
  var now = Duration.zero
  var sent: [(request: SIPRequest, destination: Int, at: Duration)] = []

  init(destinations: Int = 1, expires: Duration = .seconds(600), password: String? = "secret") {
    registration = Registration(
      configuration: .init(
        registrar: SIPURI(host: "sip.example.com"), addressOfRecord: SIPURI(user: "alice", host: "sip.example.com"),
        destinationCount: destinations, expires: expires),
      callID: "registration-1",
      session: password.map { DigestSession(DigestIdentity(username: "alice", password: $0), hash: Hashes.all) },
      random: CountingNumbers())
  }

  mutating func note(_ effects: [Registration.Effect]) {
    for case .send(var request, let destination) in effects {
      request.headers.append(.contact, "<sip:alice@192.0.2.1:5060>")
      sent.append((request, destination, now))
    }
  }

  mutating func start() { note(registration.start(at: now)) }
  mutating func stop() { note(registration.stop(at: now)) }

  /// Answers the last request.
  mutating func answer(_ status: SIPStatus, headers: SIPHeaders = [:]) throws {
    let request = try #require(sent.last).request
    note(registration.receive(SIPResponse(status: status, headers: headers), to: request, at: now))
  }

  mutating func accept(expires: Int = 600) throws {
    try answer(200, headers: [.contact: "<sip:alice@192.0.2.1:5060>;expires=\(expires)"])
  }

  mutating func lose() throws {
    let number = try #require(sent.last?.request.headers[.cSeq].flatMap { CSeq($0) }).number
    note(registration.requestFailed(number: number, at: now))
  }

  /// Goes on to the deadline.
  mutating func wait() throws -> Duration {
    let deadline = try #require(registration.deadline)
    #expect(registration.deadlineReached(at: deadline - .milliseconds(1)).isEmpty)
    let waited = deadline - now
    now = deadline
    note(registration.deadlineReached(at: now))
    return waited
  }

  var failure: Registration.Failure? {
    if case .failed(let failure, _, _) = registration.state { failure } else { nil }
  }
}

struct RegistrationTests {
  var stage = RegistrationStage()
  static let challenge: SIPHeaders = ["WWW-Authenticate": "Digest realm=\"r\", nonce=\"n\", qop=\"auth\""]

  @Test(.rfc(3261, "10.2")) mutating func `REGISTER names the registrar, whom it registers and for how long`() throws {
    stage.start()
    let request = try #require(stage.sent.first).request
    #expect(request.method == .register)
    #expect("\(request.uri)" == "sip:sip.example.com")
    #expect(request.headers[.to] == "<sip:alice@sip.example.com>")
    #expect(request.headers[.from]?.hasPrefix("<sip:alice@sip.example.com>;tag=") == true)
    #expect(request.headers["Expires"] == "600")
    #expect(stage.registration.state == .registering(boundUntil: nil, leaves: false))
    try stage.accept()
    #expect(stage.registration.state.isRegistered(at: .seconds(599)))
    #expect(!stage.registration.state.isRegistered(at: .seconds(600)))
  }

  @Test(.rfc(3261, "10.2")) mutating func `all REGISTERs share a Call-ID, and their CSeq rises`() throws {
    stage.start()
    try stage.answer(401, headers: Self.challenge)
    try stage.accept()
    _ = try stage.wait()
    #expect(Set(stage.sent.map { $0.request.headers[.callID] }) == ["registration-1"])
    #expect(stage.sent.map { $0.request.headers[.cSeq] } == ["1 REGISTER", "2 REGISTER", "3 REGISTER"])
  }

  @Test(.rfc(3261, "22.2")) mutating func `a challenge is answered, and refreshes carry credentials from the start`()
    throws
  {
    stage.start()
    try stage.answer(401, headers: Self.challenge)
    try stage.accept()
    _ = try stage.wait()
    let counts = stage.sent.map {
      $0.request.headers["Authorization"].flatMap { DigestCredentials($0) }?.protection?.nonceCount
    }
    #expect(counts == [nil, 1, 2])
  }

  @Test mutating func `a wrong password is not tried again soon`() throws {
    stage.start()
    try stage.answer(401, headers: Self.challenge)
    try stage.answer(401, headers: Self.challenge)
    #expect(stage.failure == .badCredentials)
    #expect(stage.sent.count == 2)
    #expect(try stage.wait() >= .seconds(900))
    #expect(stage.sent.count == 3)
  }

  @Test mutating func `a challenge without credentials to answer it says what to set`() throws {
    stage = RegistrationStage(password: nil)
    stage.start()
    try stage.answer(401, headers: Self.challenge)
    #expect(stage.failure?.description.contains("set auth_username") == true)
  }

  @Test(.rfc(3261, "10.2.4"), arguments: [(60, 30), (600, 568), (3600, 3240), (1, 1)])
  mutating func `the registrar chooses the lifetime, and it is refreshed before its end`(expires: Int, latest: Int)
    throws
  {
    stage.start()
    try stage.accept(expires: expires)
    let waited = try stage.wait()
    #expect(waited <= .seconds(latest))
    #expect(waited >= .seconds(expires) / 2)
    #expect(stage.sent.count == 2)
  }

  @Test mutating func `of several contacts in the answer ours counts, else the shortest, else Expires`() throws {
    func granted(_ headers: SIPHeaders) throws -> Registration.State {
      var stage = RegistrationStage()
      stage.start()
      try stage.answer(200, headers: headers)
      return stage.registration.state
    }
    func until(_ state: Registration.State) -> Duration? {
      if case .registered(let until, _) = state { until } else { nil }
    }
    let ours: SIPHeaders = [.contact: "<sip:bob@192.0.2.9>;expires=10, <sip:alice@192.0.2.1>;expires=300"]
    #expect(until(try granted(ours)) == .seconds(300))
    let rewritten: SIPHeaders = [.contact: "<sip:x@h>;expires=120, <sip:y@h>;expires=90", "Expires": "50"]
    #expect(until(try granted(rewritten)) == .seconds(90))
    #expect(until(try granted(["Expires": "50"])) == .seconds(50))
    #expect(until(try granted([:])) == .seconds(600))
    let gone = try granted([.contact: "<sip:alice@192.0.2.1>;expires=0"])
    guard case .failed(.notKept, _, _) = gone else { return #expect(Bool(false), "\(gone)") }
  }

  @Test(.rfc(3261, "10.2.8")) mutating func `too short a lifetime is raised to what the registrar wants, once asked`()
    throws
  {
    stage.start()
    try stage.answer(423, headers: ["Min-Expires": "1800"])
    #expect(stage.sent.last?.request.headers["Expires"] == "1800")
    try stage.accept(expires: 1800)
    _ = try stage.wait()
    #expect(stage.sent.last?.request.headers["Expires"] == "1800", "it is remembered")
  }

  @Test(arguments: ["", "5", "999999999999", "-1", "90000"])
  mutating func `a 423 that makes no sense is not followed`(least: String) throws {
    stage.start()
    try stage.answer(423, headers: ["Min-Expires": least])
    #expect(stage.sent.count == 1)
    #expect(stage.failure == .answered(423, reason: "Interval Too Brief"))
  }

  @Test(.rfc(3608, "5.1")) mutating func `the service route and the flow timer of the last answer are kept`() throws {
    stage.start()
    try stage.answer(
      200, headers: ["Service-Route": "<sip:edge.example.com;lr>, <sip:core.example.com;lr>", "Flow-Timer": "120"])
    #expect(stage.registration.serviceRoute.map(\.uri.host) == ["edge.example.com", "core.example.com"])
    #expect(stage.registration.flowTimer == .seconds(120))
  }

  @Test mutating func `answers to older requests and provisional ones change nothing`() throws {
    stage.start()
    let first = try #require(stage.sent.first).request
    try stage.answer(401, headers: Self.challenge)
    #expect(stage.registration.receive(SIPResponse(status: 403), to: first, at: .zero).isEmpty)
    try stage.answer(100)
    #expect(stage.registration.state == .registering(boundUntil: nil, leaves: false))
  }
}
