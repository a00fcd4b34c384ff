import Calls
import SDP
import SIP
import Testing
import TrunklineTesting
import WireTesting

/// Calls that go on with somebody else.
@Suite(.timeLimit(.minutes(1))) struct MovingTests {
  let sip = VirtualSIP()
  let desk = ScriptedMediaDesk()
  let phone: Phone
  let caller: ScriptedPhone
  let call: Call
  let order = CallOrder(called: "1002", caller: "+14155550123", server: SIPServerAddress(host: "192.0.2.10"))

  /// A call that came and talks.
  init() async throws {
    let sip = sip
    phone = Phone(
      legs: sip, servers: sip, media: desk,
      settings: PhoneSettings(
        nonceSecret: Array(repeating: 7, count: 16), hash: toyHash, mediaAddress: { _ in "198.51.100.1" },
        clock: { sip.now }))
    sip.connect(phone)
    var caller = ScriptedPhone()
    sip.receive(try caller.invite())
    var calls = phone.incoming.makeAsyncIterator()
    call = try #require(await calls.next()).call
    _ = try call.openMedia()
    call.answer()
    caller.toTag = try #require(sip.takeSent().last?.headers["To"].flatMap { NameAddress($0)?.tag })
    sip.receive(try caller.request("ACK", sequence: 1, branch: "z9hG4bK-ack"))
    self.caller = caller
  }

  private var media: ScriptedMedia.State? { desk.all.first?.state }

  private func requests(_ method: SIPMethod) -> [SIPRequest] {
    sip.takeSent().compactMap { if case .request(let request) = $0, request.method == method { request } else { nil } }
  }

  private func answer(_ request: SIPRequest, _ status: SIPStatus, port: Int? = nil) {
    var headers = SIPHeaders()
    for name in ["Via", "From", "To", "Call-ID", "CSeq"] as [SIPHeaderName] {
      for field in request.headers.all(name) { headers.append(field) }
    }
    if let to = headers["To"], !to.contains("tag=") { headers["To"] = "\(to);tag=other" }
    headers.append("Contact", "<sip:other@192.0.2.10:5060>")
    if port != nil { headers.append("Content-Type", "application/sdp") }
    let body = port.map { ScriptedPhone.offer.replacing("4000", with: "\($0)") } ?? ""
    sip.receive(.response(SIPResponse(status: status, headers: headers, body: Array(body.utf8))))
  }

  private func refer(_ headers: String...) throws {
    sip.receive(
      try caller.request(
        "REFER", sequence: 2, headers: ["Refer-To: <sip:1002@192.0.2.10>", "Contact: <sip:alice@192.0.2.10>"] + headers)
    )
  }

  /// The events so far that are no signals.
  private func events(_ count: Int) async -> [CallEvent] {
    var found: [CallEvent] = []
    for await event in call.events {
      found.append(event)
      if found.count == count { break }
    }
    return found
  }

  private func statuses() -> [Int] {
    sip.takeSent().compactMap { if case .response(let response) = $0 { response.status.code } else { nil } }
  }

  @Test(.rfc(3515, "2.4.2")) func `whom the far end names is called, and the call goes on with them`() async throws {
    try refer()
    #expect(await events(2) == [.confirmed, .referred(to: "1002")])
    _ = sip.takeSent()
    try await phone.follow(order, as: call)
    let sent = sip.takeSent()
    #expect(sent.contains { if case .response(let response) = $0 { response.status == 202 } else { false } })
    let invite = try #require(
      sent.lazy.compactMap { message -> SIPRequest? in
        if case .request(let request) = message, request.method == .invite { request } else { nil }
      }.first)
    #expect("\(invite.uri)" == "sip:1002@192.0.2.10")
    #expect(media?.applied.count == 1)
    for message in sent {
      if case .request(let notify) = message, notify.method == .notify { answer(notify, 200) }
    }
    answer(invite, 200, port: 7000)
    #expect(media?.applied.last?.remote.port == 7000)
    #expect(media?.isClosed == false)
    let after = sip.takeSent().compactMap { if case .request(let request) = $0 { request } else { nil } }
    #expect(after.contains { $0.method == .ack })
    #expect(after.contains { $0.method == .notify && String(decoding: $0.body, as: UTF8.self).contains("200") })
    // Whoever asked hears of it first; what it forgets to hang up we do.
    #expect(!after.contains { $0.method == .bye })
    #expect(await events(1) == [.moved])
    call.leaveOthers()
    #expect(requests(.bye).count == 1)
  }

  @Test(.rfc(3515, "2.4.4")) func `when they decline, the far end is told and the call goes on as it was`() async throws
  {
    try refer()
    try await phone.follow(order, as: call)
    let sent = sip.takeSent()
    for case .request(let request) in sent {
      answer(request, request.method == .invite ? 486 : 200)
    }
    let news = requests(.notify)
    #expect(news.contains { String(decoding: $0.body, as: UTF8.self).contains("486") })
    #expect(media?.applied.count == 1 && media?.isClosed == false)
    #expect(await events(3).last == .moveFailed(CallFailure(status: 486, phrase: "Busy Here")))
  }

  @Test func `whoever sent us may leave at once`() async throws {
    try refer()
    try await phone.follow(order, as: call)
    let invite = try #require(requests(.invite).first)
    sip.receive(try caller.request("BYE", sequence: 3))
    #expect(media?.isClosed == false)
    answer(invite, 200, port: 7000)
    #expect(media?.applied.last?.remote.port == 7000)
    call.hangUp()
    #expect(media?.isClosed == true)
    #expect(requests(.bye).count == 1)
  }

  @Test func `a call is over when whoever sent us has left and whom they named declines`() async throws {
    try refer()
    try await phone.follow(order, as: call)
    let invite = try #require(requests(.invite).first)
    sip.receive(try caller.request("BYE", sequence: 3))
    answer(invite, 603)
    #expect(media?.isClosed == true)
    #expect(await events(3).last == .ended(.hungUp(reasons: [])))
  }

  @Test func `a REFER that is refused changes nothing`() async throws {
    try refer()
    call.refuseReferral()
    #expect(statuses().last == 603)
    #expect(media?.isClosed == false)
  }

  // MARK: Replaces

  private func takeOver(from host: String? = nil) throws {
    var other = caller
    other.callID = "other-call"
    other.tag = "other"
    let ours = try #require(caller.toTag)
    other.toTag = nil
    sip.receive(
      try other.invite(
        body: ScriptedPhone.offer.replacing("4000", with: "8000"),
        headers: ["Replaces: \(caller.callID);to-tag=\(ours);from-tag=\(caller.tag)"]), from: host)
  }

  @Test(.rfc(3891, "3")) func `an INVITE that replaces the call is answered, and the call goes on by it`() async throws
  {
    try takeOver()
    let sent = sip.takeSent()
    #expect(sent.contains { if case .response(let response) = $0 { response.status == 200 } else { false } })
    #expect(sent.contains { if case .request(let request) = $0 { request.method == .bye } else { false } })
    #expect(media?.applied.last?.remote.port == 8000)
    #expect(media?.isClosed == false)
    var other = caller
    other.callID = "other-call"
    other.tag = "other"
    let answer = sent.lazy.compactMap { message -> SIPResponse? in
      if case .response(let response) = message, response.status == 200 { response } else { nil }
    }.first
    other.toTag = answer?.headers["To"].flatMap { NameAddress($0)?.tag }
    sip.receive(try other.request("ACK", sequence: 1, branch: "z9hG4bK-other-ack"))
    #expect(await events(3) == [.confirmed, .moved, .confirmed])
    // The old leg's end is nobody's.
    for case .request(let bye) in sent where bye.method == .bye { self.answer(bye, 200) }
    #expect(media?.isClosed == false)
    sip.receive(try other.request("BYE", sequence: 2))
    #expect(media?.isClosed == true)
  }

  @Test(.rfc(3891, "3")) func `nobody else may replace the call`() throws {
    try takeOver(from: "192.0.2.77")
    #expect(statuses().last == 403)
    #expect(media?.applied.count == 1)
  }
}
