import Calls
import SDP
import SIP
import Testing
import TrunklineTesting
import WireTesting

/// Calls of ours on a virtual SIP stack, to somebody who answers by a script.
@Suite(.timeLimit(.minutes(1))) struct PlacedCallTests {
  let sip = VirtualSIP()
  let desk = ScriptedMediaDesk()
  let phone: Phone
  let call: Call
  let order = CallOrder(
    called: "+14155550777", caller: "+14155550123", server: SIPServerAddress(host: "192.0.2.10"), username: "trunk",
    password: "secret")

  init() throws {
    let sip = sip
    phone = Phone(
      legs: sip, servers: sip, media: desk,
      settings: PhoneSettings(
        nonceSecret: Array(repeating: 7, count: 16), hash: toyHash, mediaAddress: { _ in "198.51.100.1" },
        clock: { sip.now }))
    sip.connect(phone)
    call = phone.makeCall()
    _ = try call.openMedia()
  }

  private var media: ScriptedMedia.State? { desk.all.first?.state }

  private func sent(_ method: SIPMethod) -> SIPRequest? {
    sip.takeSent().lazy.compactMap { message -> SIPRequest? in
      if case .request(let request) = message, request.method == method { request } else { nil }
    }.first
  }

  private func answer(_ invite: SIPRequest, _ status: SIPStatus, tag: String? = "a", port: Int? = nil) {
    var headers = SIPHeaders()
    for name in ["Via", "From", "To", "Call-ID", "CSeq"] as [SIPHeaderName] {
      for field in invite.headers.all(name) { headers.append(field) }
    }
    if let tag, let to = headers["To"] { headers["To"] = "\(to);tag=\(tag)" }
    headers.append("Contact", "<sip:callee@192.0.2.10:5060>")
    var body = ""
    if let port {
      headers.append("Content-Type", "application/sdp")
      body = ScriptedPhone.offer.replacing("4000", with: "\(port)")
    }
    sip.receive(.response(SIPResponse(status: status, headers: headers, body: Array(body.utf8))))
  }

  private func events() async -> [CallEvent] {
    var found: [CallEvent] = []
    for await event in call.events { found.append(event) }
    return found
  }

  @Test func `an INVITE says who calls whom, and offers media`() async throws {
    try await phone.place(order, as: call)
    let invite = try #require(sent(.invite))
    #expect("\(invite.uri)" == "sip:+14155550777@192.0.2.10")
    #expect(invite.headers["From"]?.hasPrefix("<sip:+14155550123@192.0.2.10>;tag=") == true)
    #expect(String(decoding: invite.body, as: UTF8.self).contains("m=audio 16384 RTP/AVP"))
    #expect(SIPMessage.request(invite).serialized().count < 1300)
  }

  @Test(.rfc(3261, "13.2.1")) func `early media is heard, and the answer in the 2xx counts in the end`() async throws {
    try await phone.place(order, as: call)
    let invite = try #require(sent(.invite))
    answer(invite, 180)
    answer(invite, 183, port: 5000)
    #expect(media?.applied.last?.remote.port == 5000)
    answer(invite, 200, port: 6000)
    #expect(media?.applied.last?.remote.port == 6000)
    call.hangUp()
    let bye = try #require(sip.takeSent().last)
    #expect(bye.headers["CSeq"]?.hasSuffix("BYE") == true)
    let goodbye = try #require(request(bye))
    answer(goodbye, 200, tag: nil)
    #expect(
      await events() == [
        .progressed(attempt: 0, status: 180, hasMedia: false), .progressed(attempt: 0, status: 183, hasMedia: true),
        .answered,
        .ended(.local),
      ])
  }

  private func request(_ message: SIPMessage) -> SIPRequest? {
    if case .request(let request) = message { request } else { nil }
  }

  @Test(.rfc(3261, "13.2.2.4")) func `of several phones that ring, the media of the one that answers is used`()
    async throws
  {
    try await phone.place(order, as: call)
    let invite = try #require(sent(.invite))
    answer(invite, 183, tag: "a", port: 5000)
    answer(invite, 183, tag: "b", port: 5002)
    // Its reliable description is not said again (RFC 3262 §5).
    answer(invite, 200, tag: "a")
    #expect(media?.applied.last?.remote.port == 5000)
    #expect(media?.isClosed == false)
  }

  @Test func `an answer without any description is hung up`() async throws {
    try await phone.place(order, as: call)
    let invite = try #require(sent(.invite))
    answer(invite, 200)
    #expect(sent(.bye) != nil)
    #expect(media?.isClosed == true)
  }

  @Test func `an attempt that fails is told, and the call can be placed again with the same media`() async throws {
    try await phone.place(order, as: call)
    answer(try #require(sent(.invite)), 503)
    #expect(media?.isClosed == false)
    var other = order
    other.server.host = "192.0.2.20"
    try await phone.place(other, as: call)
    let again = try #require(sent(.invite))
    #expect(again.uri.host == "192.0.2.20")
    answer(again, 200, tag: "b", port: 5000)
    #expect(media?.applied.count == 1)
  }

  @Test func `what a withdrawn attempt still says changes nothing`() async throws {
    try await phone.place(order, as: call)
    let first = try #require(sent(.invite))
    call.withdraw()
    try await phone.place(order, as: call)
    let second = try #require(sent(.invite))
    // A provisional response lets the CANCEL go out (RFC 3261 §9.1).
    answer(first, 180)
    #expect(sent(.cancel) != nil)
    answer(first, 487)
    answer(second, 200, tag: "b", port: 5000)
    #expect(media?.isClosed == false)
    #expect(media?.applied.last?.remote.port == 5000)
  }

  @Test func `a call that was hung up before it was placed rings nobody`() async throws {
    call.hangUp()
    #expect(try await phone.place(order, as: call) == 0)
    #expect(sent(.invite) == nil)
    #expect(await events() == [.ended(.local)])
  }

  @Test func `a proxy stands in the route, and the INVITE goes there`() async throws {
    var order = order
    order.proxy = SIPServerAddress(host: "192.0.2.99", port: 5070)
    try await phone.place(order, as: call)
    let invite = try #require(sent(.invite))
    #expect(invite.uri.host == "192.0.2.10")
    #expect(invite.headers["Route"] == "<sip:192.0.2.99:5070;lr>")
  }

  @Test(arguments: [
    (CallOrder.CallerHeader.assertedIdentity, "P-Asserted-Identity", "<sip:+14155550123@192.0.2.10>"),
    (.remotePartyID, "Remote-Party-ID", "<sip:+14155550123@192.0.2.10>;party=calling;privacy=off;screen=no"),
  ])
  func `a caller is named in the header that the other end reads`(
    header: CallOrder.CallerHeader, name: String, value: String
  ) async throws {
    var order = order
    order.callerHeader = header
    try await phone.place(order, as: call)
    #expect(sent(.invite)?.headers[SIPHeaderName(name)] == value)
  }

  /// Somebody who has registered, and a registrar that gave a route.
  private struct Registrations: RegisteredAccounts {
    var route: [NameAddress] = []
    var bindings: [ContactBinding] = []

    func serviceRoute(of account: String) -> [NameAddress] { account == "trunk_1" ? route : [] }
    func phones(of account: String) -> [ContactBinding] { account == "trunk_1" ? bindings : [] }
  }

  private func phone(_ accounts: Registrations) -> Phone {
    let sip = sip
    let phone = Phone(
      legs: sip, servers: sip, accounts: accounts, media: desk,
      settings: PhoneSettings(
        nonceSecret: Array(repeating: 7, count: 16), hash: toyHash, mediaAddress: { _ in "198.51.100.1" },
        clock: { sip.now }))
    sip.connect(phone)
    return phone
  }

  @Test(.rfc(3261, "16.5")) func `a phone that has registered for the account is called where it is`() async throws {
    let contact = try #require(NameAddress("<sip:alice@10.0.0.7:5070;transport=udp>"))
    let remote = HostPort(host: "192.0.2.10", port: 33333)
    let binding = ContactBinding(
      contact: contact, preference: 1000, callID: "r", cSeq: 1, until: .seconds(60),
      flow: Flow(transport: .udp, local: sip.flow.local, remote: remote), path: [])
    let phone = phone(Registrations(bindings: [binding]))
    var order = order
    order.account = "trunk_1"
    let call = phone.makeCall()
    _ = try call.openMedia()
    try await phone.place(order, as: call)
    let invite = try #require(sent(.invite))
    #expect("\(invite.uri)" == "sip:alice@10.0.0.7:5070;transport=udp")
    #expect(invite.headers["To"] == "<sip:+14155550777@192.0.2.10>")
  }

  @Test(.rfc(3608, "5")) func `the route that the registrar gave is the call's, in the proxy's place`() async throws {
    let route = try #require(NameAddress("<sip:edge.example.com;lr>"))
    let phone = phone(Registrations(route: [route]))
    var order = order
    order.account = "trunk_1"
    order.proxy = SIPServerAddress(host: "192.0.2.99")
    let call = phone.makeCall()
    _ = try call.openMedia()
    try await phone.place(order, as: call)
    #expect(sent(.invite)?.headers["Route"] == "<sip:edge.example.com;lr>")
  }

  @Test func `a password is never shown`() {
    #expect(!"\(order)".contains("secret"))
    #expect(!String(reflecting: order).contains("secret"))
  }

  @Test(.lesson(103)) func `no display name is sent, which would suppress the network's own`() async throws {
    try await phone.place(order, as: call)
    #expect(sent(.invite)?.headers["From"]?.hasPrefix("<") == true)
  }
}
