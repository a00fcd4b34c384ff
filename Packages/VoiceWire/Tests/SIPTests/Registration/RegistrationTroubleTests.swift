import SIP
import Testing
import WireTesting

/// What a registration does when the registrar is away, overloaded or unwilling, and how it ends.
struct RegistrationTroubleTests {
  var stage = RegistrationStage()

  @Test(.rfc(5626, "4.5")) mutating func `without an answer the wait doubles up to half an hour, scattered`() throws {
    stage.start()
    var waits: [Duration] = []
    for _ in 0..<9 {
      try stage.lose()
      waits.append(try stage.wait())
    }
    for (index, wait) in waits.enumerated() {
      let longest = min(.seconds(1800), .seconds(30) * (1 << index))
      #expect(wait <= longest && wait >= longest / 2, "\(index): \(wait)")
    }
    #expect(Set(waits).count == waits.count)
  }

  @Test mutating func `after a success the wait begins anew`() throws {
    stage.start()
    for _ in 0..<5 {
      try stage.lose()
      _ = try stage.wait()
    }
    try stage.accept()
    _ = try stage.wait()
    try stage.lose()
    #expect(try stage.wait() <= .seconds(30))
  }

  @Test(.rfc(3263, "4.3")) mutating func `each destination is tried before anything is waited for`() throws {
    stage = RegistrationStage(destinations: 3)
    stage.start()
    try stage.lose()
    try stage.answer(503)
    #expect(stage.sent.map(\.destination) == [0, 1, 2])
    #expect(stage.sent.allSatisfy { $0.at == .zero })
    try stage.accept()
    _ = try stage.wait()
    #expect(stage.sent.last?.destination == 2, "who answered is asked again")
  }

  @Test mutating func `when all have failed, what the last one said is the failure`() throws {
    stage = RegistrationStage(destinations: 2)
    stage.start()
    try stage.lose()
    try stage.answer(500)
    #expect(stage.failure == .answered(500, reason: "Server Internal Error"))
    #expect(stage.sent.count == 2)
  }

  @Test(.rfc(3261, "21.5.4")) mutating func `Retry-After is honoured, and other destinations are asked meanwhile`()
    throws
  {
    stage = RegistrationStage(destinations: 2)
    stage.start()
    try stage.answer(503, headers: [.retryAfter: "120 (maintenance);duration=60"])
    #expect(stage.sent.last?.destination == 1)
    try stage.lose()
    _ = try stage.wait()
    #expect(stage.sent.last?.destination == 1, "the first wants silence")
    try stage.answer(503, headers: [.retryAfter: "300"])
    #expect(stage.now < .seconds(120))
    _ = try stage.wait()
    #expect(stage.now >= .seconds(120))
    #expect(stage.sent.last?.destination == 0)
  }

  @Test(arguments: [403, 404, 604]) mutating func `a refusal is retried slowly, and at no other destination`(code: Int)
    throws
  {
    stage = RegistrationStage(destinations: 2)
    stage.start()
    try stage.answer(SIPStatus(code))
    #expect(stage.sent.count == 1)
    let wait = try stage.wait()
    #expect(wait >= .seconds(900) && wait <= .seconds(1080))
    #expect(stage.sent.count == 2)
  }

  @Test mutating func `while a refresh fails the binding we have counts until its end`() throws {
    stage.start()
    try stage.accept()
    _ = try stage.wait()
    try stage.lose()
    #expect(stage.failure == .unreachable)
    #expect(stage.registration.state.isRegistered(at: .seconds(599)))
    #expect(!stage.registration.state.isRegistered(at: .seconds(601)))
  }

  @Test mutating func `renewing does not wait`() throws {
    stage.start()
    try stage.lose()
    stage.note(stage.registration.renew(at: stage.now))
    #expect(stage.sent.count == 2)
    stage.note(stage.registration.renew(at: stage.now))
    #expect(stage.sent.count == 2, "one is under way")
  }

  @Test(.rfc(3261, "10.2.2")) mutating func `stopping removes the binding, with credentials, and ends`() throws {
    stage.start()
    try stage.accept()
    stage.stop()
    #expect(stage.sent.last?.request.headers["Expires"] == "0")
    try stage.answer(401, headers: RegistrationTests.challenge)
    #expect(stage.sent.last?.request.headers["Authorization"] != nil)
    #expect(stage.sent.last?.request.headers["Expires"] == "0")
    try stage.answer(200)
    #expect(stage.registration.state == .over)
    #expect(stage.registration.deadline == nil)
  }

  @Test(.rfc(3261, "10.2")) mutating func `stopping waits for the answer to what is under way`() throws {
    stage.start()
    stage.stop()
    #expect(stage.sent.count == 1)
    try stage.accept()
    #expect(stage.sent.last?.request.headers["Expires"] == "0")
    _ = try stage.wait()
    #expect(stage.registration.state == .over, "nobody answered")
  }

  @Test mutating func `stopping what is not registered ends at once, and it can be started again`() throws {
    stage.start()
    try stage.lose()
    stage.stop()
    #expect(stage.registration.state == .over)
    #expect(stage.sent.count == 1)
    stage.start()
    #expect(stage.sent.last?.request.headers[.cSeq] == "2 REGISTER")
  }
}
