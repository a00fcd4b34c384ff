import SIP
import Testing
import WireTesting

/// The messages of RFC 5118, by its names for them; the session descriptions inside are SDPTests' business.
struct IPv6TortureTests {
  private var stage = Stage()

  init() {
    stage.flow = Flow(
      transport: .udp, local: HostPort(host: "2001:db8::10", port: 5060),
      remote: HostPort(host: "2001:db8::9:1", port: 5060))
  }

  private func register(_ target: String) -> String {
    """
    REGISTER \(target) SIP/2.0
    To: sip:user@example.com
    From: sip:user@example.com;tag=81x2
    Via: SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111
    Call-ID: SSG9559905523997077@hlau_4100
    Max-Forwards: 70
    Contact: "Caller" <sip:caller@[2001:db8::1]>
    CSeq: 98176 REGISTER
    Content-Length: 0


    """
  }

  @Test(.rfc(5118, "4.1")) func `an IPv6 reference is understood in Request-URI, Via and Contact`() throws {
    let request = try request(register("sip:[2001:db8::10]"))
    let essentials = try RequestEssentials(request)
    #expect(request.uri.host == "2001:db8::10")
    #expect(request.uri.hostPort == HostPort(host: "2001:db8::10", port: 5060))
    #expect(essentials.via.host == "2001:db8::9:1")
    #expect(request.headers[.contact].flatMap { NameAddress($0) }?.uri.host == "2001:db8::1")
    #expect(request.uri.description == "sip:[2001:db8::10]")
    #expect(essentials.via.description.hasPrefix("SIP/2.0/UDP [2001:db8::9:1];"))
  }

  @Test(.rfc(5118, "4.2")) mutating func `an IPv6 address without its brackets is refused with 400`() throws {
    let bytes = wire(register("sip:2001:db8::10"))
    let error = try #require(throws: SIPParseError.self) { try SIPParser().parse(bytes) }
    #expect(error.reason == .requestURI)
    #expect(stage.agent.receiveUnparsable(error, over: stage.flow).codes == [400])
  }

  @Test(.rfc(5118, "4.3")) func `a port inside the brackets is the end of the address`() throws {
    let uri = try request(register("sip:[2001:db8::10:5070]")).uri
    #expect(uri.host == "2001:db8::10:5070")
    #expect(uri.port == nil)
  }

  @Test(.rfc(5118, "4.4")) func `a port outside the brackets is the port`() throws {
    let uri = try request(register("sip:[2001:db8::10]:5070")).uri
    #expect(uri.hostPort == HostPort(host: "2001:db8::10", port: 5070))
  }

  @Test(.rfc(5118, "4.5"), arguments: ["[2001:db8::9:255]", "2001:db8::9:255"])
  mutating func `received is read with brackets and without, and written without`(received: String) throws {
    let text = """
      OPTIONS sip:[2001:db8::10] SIP/2.0
      To: sip:user@example.com
      From: sip:user@example.com;tag=81x2
      Via: SIP/2.0/UDP [2001:db8::9:1];received=\(received);branch=z9hG4bKas3
      Call-ID: SSG95523997077@hlau_4100
      Max-Forwards: 70
      Contact: "Caller" <sip:caller@[2001:db8::9:1]>
      CSeq: 921 OPTIONS
      Content-Length: 0


      """
    let effects = stage.receive(try message(text))
    let via = try #require(effects.responses.first?.headers[.via].flatMap { Via($0) })
    #expect(effects.codes == [200])
    #expect(via.parameters["received"] == "2001:db8::9:1")
    #expect(effects.destinations == [Destination(stage.flow)])
  }

  @Test(.rfc(5118, "4.5")) mutating func `a BYE of no call that names received in brackets is answered 481`() throws {
    let text = """
      BYE sip:[2001:db8::10] SIP/2.0
      To: sip:user@example.com;tag=bd76ya
      From: sip:user@example.com;tag=81x2
      Via: SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111
      Call-ID: SSG9559905523997077@hlau_4100
      Max-Forwards: 70
      CSeq: 321 BYE
      Content-Length: 0


      """
    #expect(stage.receive(try message(text)).codes == [481])
  }

  @Test(.rfc(5118, "4.6")) mutating func `a call over IPv6 is a call, and Contact has its brackets`() throws {
    let text = """
      INVITE sip:user@[2001:db8::10] SIP/2.0
      To: sip:user@[2001:db8::10]
      From: sip:user@example.com;tag=81x2
      Via: SIP/2.0/UDP [2001:db8::20];branch=z9hG4bKas3-111
      Call-ID: SSG9559905523997077@hlau_4100
      Contact: "Caller" <sip:caller@[2001:db8::20]>
      CSeq: 8612 INVITE
      Max-Forwards: 70
      Content-Type: application/sdp

      v=0
      o=assistant 971731711378798081 0 IN IP6 2001:db8::20
      """
    let effects = stage.receive(try message(text))
    #expect(effects.invitation?.requestURI.host == "2001:db8::10")
    let ringing = try #require(stage.perform(.ring()).responses.first)
    #expect(ringing.headers[.contact] == "<sip:[2001:db8::10]:5060>")
  }

  @Test(.rfc(5118, "4.7")) func `hops of both families stand side by side`() throws {
    let text = """
      BYE sip:user@host.example.net SIP/2.0
      Via: SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bKas3-111
      Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144
      Via: SIP/2.0/TCP [2001:db8::9:255];branch=z9hG4bK451jj;received=192.0.2.200
      Call-ID: 997077@lau_4100
      Max-Forwards: 70
      CSeq: 89187 BYE
      To: sip:user@example.net;tag=9817--94
      From: sip:user@example.com;tag=81x2
      Content-Length: 0


      """
    let hops = try request(text).headers.elements(.via).compactMap { Via($0) }
    #expect(hops.map(\.host) == ["2001:db8::9:1", "192.0.2.1", "2001:db8::9:255"])
    #expect(hops.map(\.port) == [6050, nil, nil])
    #expect(hops.last?.parameters["received"] == "192.0.2.200")
  }

  @Test(.rfc(5118, "4.9")) func `an IPv4 address inside an IPv6 one is read and written whole`() throws {
    let text = """
      INVITE sip:user@example.com SIP/2.0
      To: sip:user@example.com
      From: sip:user@east.example.com;tag=81x2
      Via: SIP/2.0/UDP [::ffff:192.0.2.10]:19823;branch=z9hG4bKbh19
      Via: SIP/2.0/UDP [::ffff:192.0.2.2];branch=z9hG4bKas3-111
      Call-ID: SSG9559905523997077@hlau_4100
      Contact: "T. desk phone" <sip:ted@[::ffff:192.0.2.2]>
      CSeq: 612 INVITE
      Max-Forwards: 70
      Content-Length: 0


      """
    let request = try request(text)
    let hops = request.headers.elements(.via).compactMap { Via($0) }
    #expect(hops.map(\.host) == ["::ffff:192.0.2.10", "::ffff:192.0.2.2"])
    #expect(hops.first?.port == 19823)
    let contact = try #require(request.headers[.contact].flatMap { NameAddress($0) })
    #expect(contact.uri.description == "sip:ted@[::ffff:192.0.2.2]")
  }

  @Test(.rfc(5118, "4.10"), arguments: ["2001:db8::192.0.2.1", "2001:db8:::192.0.2.1"])
  mutating func `the third colon that RFC 3261 lets slip in is tolerated`(address: String) throws {
    let text = """
      OPTIONS sip:user@[\(address)] SIP/2.0
      To: sip:user@[\(address)]
      From: sip:user@example.com;tag=810x2
      Via: SIP/2.0/UDP lab1.east.example.com;branch=z9hG4bKas3-111
      Call-ID: G9559905523997077@hlau_4100
      CSeq: 689 OPTIONS
      Max-Forwards: 70
      Content-Length: 0


      """
    let request = try request(text)
    #expect(request.uri.host == address)
    #expect(stage.receive(.request(request)).codes == [200])
  }
}
