import SIP
import Testing
import WireTesting

/// Requests inside a call whose connection is gone.
struct RedialingTests {
  var stage = Stage()

  /// A call by TCP or TLS from a peer with this Contact, whose connection then closes; where our BYE goes.
  private mutating func bye(
    contact: String, transport: TransportProtocol = .tcp, headers: [String] = [], check: CertificateCheck? = nil
  ) throws -> Destination {
    stage.flow = Flow(
      transport: transport, local: HostPort(host: "198.51.100.1", port: transport.defaultPort),
      remote: HostPort(host: "192.0.2.10", port: 40_000), connection: 7)
    stage.caller.transport = transport.token
    stage.caller.contact = contact
    _ = try stage.established(headers: headers)
    if let check { #expect(stage.perform(.verify(check)).isEmpty) }
    #expect(stage.agent.flowClosed(stage.flow, at: stage.now).isEmpty)
    return try #require(stage.perform(.hangUp()).destinations.first)
  }

  @Test(.rfc(3261, "18.2.2"), .rfc(3263, "4")) mutating func `a next hop that is a name is looked up`() throws {
    let way = try bye(contact: "<sip:alice@pbx.example:5070>")
    #expect(way.flow == nil)
    #expect(way.transport == .tcp)
    #expect(way.lookup == ResolutionRequest(host: "pbx.example", port: 5070, transport: .tcp))
  }

  @Test(.rfc(3261, "12.2.1.1")) mutating func `the name of the nearest proxy counts, with the transport it asks for`()
    throws
  {
    let way = try bye(
      contact: "<sip:alice@10.0.0.7>", headers: ["Record-Route: <sip:edge.example;transport=tls;lr>"])
    #expect(way.transport == .tls)
    #expect(way.lookup == ResolutionRequest(host: "edge.example", transport: .tls))
  }

  @Test(.rfc(5922, "7.1"), arguments: CertificateCheck.allCases)
  mutating func `a new TLS connection is checked as the trunk wants it`(check: CertificateCheck) throws {
    let way = try bye(contact: "<sip:alice@pbx.example;transport=tls>", transport: .tls, check: check)
    #expect(way.lookup?.check == check)
    var other = Self()
    let address = try other.bye(contact: "<sip:alice@192.0.2.11;transport=tls>", transport: .tls, check: check)
    #expect(address.security?.check == check)
    #expect(address.lookup == nil)
  }

  @Test(.rfc(3261, "18.2.2")) mutating func `an address is dialled where the peer says it listens`() throws {
    let way = try bye(contact: "<sip:alice@192.0.2.10:5062>")
    #expect(way.address == HostPort(host: "192.0.2.10", port: 5062))
    #expect(way.lookup == nil)
  }

  @Test(.rfc(7118, "5")) mutating func `a WebSocket is not dialled, whatever name its client has`() throws {
    #expect(try bye(contact: "<sip:alice@browser.invalid;transport=ws>", transport: .ws).lookup == nil)
  }

  @Test mutating func `while the connection lives it is taken, whatever the next hop is called`() throws {
    stage.flow = Flow(
      transport: .tcp, local: HostPort(host: "198.51.100.1", port: 5060),
      remote: HostPort(host: "192.0.2.10", port: 40_000), connection: 7)
    stage.caller.contact = "<sip:alice@pbx.example>"
    _ = try stage.established()
    let way = try #require(stage.perform(.hangUp()).destinations.first)
    #expect(way.flow == stage.flow)
    #expect(way.lookup == nil)
  }
}
