import Audio
import Calls
import SDP
import SIP
import Testing
import TrunklineTesting
import WireTesting

/// A phone on a virtual SIP stack, and one that calls it.
@Suite(.timeLimit(.minutes(1))) struct PhoneTests {
  let sip = VirtualSIP()
  let desk = ScriptedMediaDesk()
  let phone: Phone
  var caller = ScriptedPhone()

  init() {
    let sip = sip
    phone = Phone(
      legs: sip, servers: sip, media: desk,
      settings: PhoneSettings(
        nonceSecret: Array(repeating: 7, count: 16), hash: { _, bytes in Array(bytes.suffix(16)) },
        mediaAddress: { _ in "198.51.100.1" }, clock: { sip.now }))
    sip.connect(phone)
  }

  func nextArrival() async throws -> IncomingCall {
    var calls = phone.incoming.makeAsyncIterator()
    return try #require(await calls.next())
  }

  func nextCall() async throws -> Call { try await nextArrival().call }

  func sentStatuses() -> [Int] {
    sip.takeSent().compactMap { if case .response(let response) = $0 { response.status.code } else { nil } }
  }

  /// The answer to the last request, in full.
  func lastResponse() -> SIPResponse? {
    sip.takeSent().reversed().lazy.compactMap { if case .response(let response) = $0 { response } else { nil } }.first
  }

  func text(_ response: SIPResponse?) -> String { String(decoding: response?.body ?? [], as: UTF8.self) }

  /// Answers and acknowledges a call.
  mutating func answered(offer: String? = ScriptedPhone.offer, ackBody: String? = nil) async throws -> Call {
    sip.receive(try caller.invite(body: offer))
    let call = try await nextCall()
    _ = try call.openMedia()
    call.answer()
    let answer = try #require(lastResponse())
    caller.toTag = answer.headers["To"].flatMap { NameAddress($0)?.tag }
    sip.receive(try caller.request("ACK", sequence: 1, branch: "z9hG4bK-ack", body: ackBody))
    return call
  }

  @Test func `an INVITE is 100 at once, 180 when it rings and 200 with our answer`() async throws {
    sip.receive(try caller.invite())
    #expect(sentStatuses() == [100])
    let call = try await nextCall()
    call.ring()
    #expect(sentStatuses() == [180])
    #expect(try call.openMedia().hz == 8000)
    call.answer()
    let answer = lastResponse()
    #expect(answer?.status == 200)
    #expect(text(answer).contains("m=audio 16384 RTP/AVP 0 101"))
    #expect(text(answer).contains("c=IN IP4 198.51.100.1"))
  }

  @Test func `the caller is who P-Asserted-Identity says, and nobody when the number is withheld`() async throws {
    sip.receive(
      try caller.invite(headers: ["P-Asserted-Identity: <sip:+14155550777@carrier.example>"]))
    #expect(try await nextArrival().invitation.callerNumber == "+14155550777")
    var anonymous = ScriptedPhone()
    anonymous.callID = "other"
    anonymous.tag = "other"
    anonymous.from = "\"Anonymous\" <sip:anonymous@anonymous.invalid>"
    sip.receive(try anonymous.invite())
    let withheld = try await nextArrival().invitation
    #expect(withheld.callerNumber == "")
    #expect(withheld.callerName == nil)
  }

  @Test(.rfc(3264, "8.4")) mutating func `a call that begins on hold is told as held, with an offer of either side`()
    async throws
  {
    let held = ScriptedPhone.offer.replacing("sendrecv", with: "sendonly")
    let call = try await answered(offer: held)
    var events = call.events.makeAsyncIterator()
    #expect(await events.next() == .confirmed)
    #expect(await events.next() == .held(true))
    caller.callID = "second"
    caller.tag = "second"
    caller.toTag = nil
    let second = try await answered(offer: nil, ackBody: held)
    events = second.events.makeAsyncIterator()
    #expect(await events.next() == .confirmed)
    #expect(await events.next() == .held(true))
    second.hangUp()
    call.hangUp()
  }

  @Test(.rfc(3261, "20.43")) mutating func `a re-INVITE that cannot be agreed on is refused with a sentence`()
    async throws
  {
    let call = try await answered()
    let unusable = ScriptedPhone.offer.replacing("RTP/AVP 0 101", with: "RTP/AVP 3")
    sip.receive(try caller.invite(sequence: 2, body: unusable))
    let refusal = lastResponse()
    #expect(refusal?.status == 488)
    #expect(refusal?.headers["Warning"]?.hasPrefix("399 trunkline \"") == true)
    call.hangUp()
  }

  @Test(.rfc(3264, "8.4"), .lesson(62)) mutating func `a hold is answered recvonly, told once, and undone by a resume`()
    async throws
  {
    let call = try await answered()
    var events = call.events.makeAsyncIterator()
    #expect(await events.next() == .confirmed)
    let hold = ScriptedPhone.offer.replacing("sendrecv", with: "sendonly").replacing("alice 1 1", with: "alice 1 2")
    sip.receive(try caller.invite(sequence: 2, body: hold))
    #expect(text(lastResponse()).contains("a=recvonly"))
    #expect(await events.next() == .held(true))
    sip.receive(try caller.request("ACK", sequence: 2, branch: "z9hG4bK-ack2"))
    sip.receive(try caller.invite(sequence: 3))
    #expect(text(lastResponse()).contains("a=sendrecv"))
    #expect(await events.next() == .held(false))
    #expect(desk.all.first?.state.applied.count == 3)
  }

  @Test(.rfc(3261, "14.2"), .lesson(63))
  mutating func `a re-INVITE that cannot be met is 488 and the call goes on as it was`()
    async throws
  {
    _ = try await answered()
    sip.receive(
      try caller.invite(sequence: 2, body: ScriptedPhone.offer.replacing("RTP/AVP 0 101", with: "RTP/AVP 18")))
    #expect(lastResponse()?.status == 488)
    #expect(desk.all.first?.state.applied.count == 1)
    #expect(desk.all.first?.state.isClosed == false)
  }

  @Test(.rfc(3261, "13.2.1"), .lesson(66))
  mutating func `an INVITE without an offer gets ours in the 200, and the ACK agrees`()
    async throws
  {
    _ = try await answered(offer: nil, ackBody: ScriptedPhone.offer)
    #expect(desk.all.first?.state.applied.map(\.remote.port) == [4000])
  }

  @Test(.rfc(3261, "13.2.2.4")) mutating func `an answer in the ACK that cannot be used ends the call, unconfirmed`()
    async throws
  {
    let call = try await answered(
      offer: nil, ackBody: ScriptedPhone.offer.replacing("RTP/AVP 0 101", with: "RTP/AVP 18"))
    guard case .request(let bye) = sip.takeSent().last else {
      Issue.record("nothing was sent")
      return
    }
    #expect(bye.method == .bye)
    sip.receive(.response(SIPResponse(answering: bye, 200)))
    var events: [CallEvent] = []
    for await event in call.events { events.append(event) }
    #expect(events == [.ended(.local)])
  }

  @Test(.lesson(86)) func `an offer with no encoding in common is refused with 488 and gives its ports back`()
    async throws
  {
    sip.receive(try caller.invite(body: ScriptedPhone.offer.replacing("RTP/AVP 0 101", with: "RTP/AVP 18")))
    let call = try await nextCall()
    #expect(throws: MediaRefusal.self) { try call.openMedia() }
    #expect(desk.all.first?.state.isClosed == true)
  }

  @Test(.rfc(3261, "9.2")) func `a call that its caller gave up opens no media, and keeps no port`() async throws {
    sip.receive(try caller.invite())
    let call = try await nextCall()
    sip.receive(try caller.request("CANCEL", sequence: 1))
    #expect(throws: MediaRefusal.self) { try call.openMedia() }
    #expect(desk.all.first?.state.isClosed == true)
  }

  @Test(.lesson(37)) func `a refusal says why in the phrase and in a Reason header`() async throws {
    sip.receive(try caller.invite())
    try await nextCall().refuse(status: 480, phrase: "No agent answers this number")
    let response = lastResponse()
    #expect(response?.status == 480)
    #expect(response?.headers["Reason"] == "SIP;cause=480;text=\"No agent answers this number\"")
  }

  @Test mutating func `a hang-up closes the media and sends BYE`() async throws {
    let call = try await answered()
    call.hangUp()
    guard case .request(let bye) = sip.takeSent().last else {
      Issue.record("nothing was sent")
      return
    }
    #expect(bye.method == .bye)
    #expect(desk.all.first?.state.isClosed == true)
  }

  @Test mutating func `the far end's BYE ends the call with its reason`() async throws {
    let call = try await answered()
    sip.receive(try caller.request("BYE", sequence: 2, headers: ["Reason: Q.850;cause=16"]))
    var events: [CallEvent] = []
    for await event in call.events { events.append(event) }
    #expect(events == [.confirmed, .ended(.hungUp(reasons: ["Q.850;cause=16"]))])
    #expect(phone.count == 0)
  }

  @Test func `a challenged caller may try again, and only the right password is accepted`() async throws {
    sip.receive(try caller.invite())
    let call = try await nextCall()
    #expect(call.check(username: "pbx", password: "secret") == .absent)
    call.challenge(isStale: false)
    let challenge = lastResponse()
    #expect(challenge?.status == 401)
    let algorithms = challenge?.headers.all("WWW-Authenticate").compactMap { DigestChallenge($0.value)?.algorithm }
    #expect(algorithms == [.md5, .sha512t256, .sha256])
  }
}
