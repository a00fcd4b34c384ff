import NIOCore
import NIOEmbedded
import SIP
import Testing
import WireTesting

@testable import SIPTransport

struct ConnectionTableTests {
  private let local = HostPort(host: "198.51.100.1", port: 5060)
  private let remote = HostPort(host: "192.0.2.10", port: 40_000)

  private func connection(
    _ transport: TransportProtocol, dialled: ConnectionTarget? = nil, isAuthenticated: Bool = false
  ) throws -> OpenedConnection {
    let channel = EmbeddedChannel()
    try channel.connect(to: SocketAddress(ipAddress: "192.0.2.10", port: 40_000)).wait()
    return OpenedConnection(
      channel: channel, transport: transport, dialled: dialled, isAuthenticated: isAuthenticated)
  }

  private func destination(
    _ transport: TransportProtocol, port: Int, security: TransportSecurity? = nil, flow: Flow? = nil
  ) -> Destination {
    Destination(
      flow: flow, transport: transport, address: HostPort(host: remote.host, port: port), security: security)
  }

  private func find(_ table: ConnectionTable, _ destination: Destination) -> Flow? {
    table.connection(to: destination, ConnectionTarget(destination, check: .chainAndName))?.flow
  }

  private func request(via: String) throws -> SIPRequest {
    var request = SIPRequest(method: .options, uri: try #require(SIPURI("sip:a@b")))
    request.headers.append(.via, via)
    return request
  }

  @Test(.rfc(5923, "8.2")) func `a peer that says alias is reached where it listens, on the connection it opened`()
    throws
  {
    var table = ConnectionTable()
    let flow = table.insert(try connection(.tcp), local: local, remote: remote)
    #expect(find(table, destination(.tcp, port: 5070)) == nil)
    table.noteAlias(try request(via: "SIP/2.0/TCP 192.0.2.10:5070;branch=z9hG4bK1"), over: flow)
    #expect(find(table, destination(.tcp, port: 5070)) == nil)
    table.noteAlias(try request(via: "SIP/2.0/TCP 192.0.2.10:5070;branch=z9hG4bK1;alias"), over: flow)
    #expect(find(table, destination(.tcp, port: 5070)) == flow)
    #expect(find(table, destination(.tls, port: 5070)) == nil)
    table.remove(flow)
    #expect(find(table, destination(.tcp, port: 5070)) == nil)
  }

  @Test(.rfc(5923, "9")) func `an alias cannot take the place of another address, nor of a peer unproved over TLS`()
    throws
  {
    var table = ConnectionTable()
    let flow = table.insert(try connection(.tcp), local: local, remote: remote)
    table.noteAlias(try request(via: "SIP/2.0/TCP 192.0.2.99:5060;branch=z9hG4bK1;alias"), over: flow)
    let other = Destination(flow: nil, transport: .tcp, address: HostPort(host: "192.0.2.99", port: 5060))
    #expect(find(table, other) == nil)
    let unproved = table.insert(try connection(.tls), local: local, remote: remote)
    table.noteAlias(try request(via: "SIP/2.0/TLS 192.0.2.10:5061;branch=z9hG4bK1;alias"), over: unproved)
    #expect(find(table, destination(.tls, port: 5061)) == nil)
    let proved = table.insert(try connection(.tls, isAuthenticated: true), local: local, remote: remote)
    table.noteAlias(try request(via: "SIP/2.0/TLS 192.0.2.10:5061;branch=z9hG4bK1;alias"), over: proved)
    #expect(find(table, destination(.tls, port: 5061)) == proved)
    let browser = table.insert(try connection(.ws, isAuthenticated: true), local: local, remote: remote)
    table.noteAlias(try request(via: "SIP/2.0/WS 192.0.2.10:80;branch=z9hG4bK1;alias"), over: browser)
    #expect(find(table, destination(.ws, port: 80)) == nil)
  }

  @Test func `an alias does not take the connection of one that is open`() throws {
    var table = ConnectionTable()
    let first = table.insert(try connection(.tcp), local: local, remote: remote)
    let second = table.insert(try connection(.tcp), local: local, remote: HostPort(host: remote.host, port: 2))
    let via = try request(via: "SIP/2.0/TCP 192.0.2.10:5070;branch=z9hG4bK1;alias")
    table.noteAlias(via, over: first)
    table.noteAlias(via, over: second)
    #expect(find(table, destination(.tcp, port: 5070)) == first)
  }

  @Test func `requests to one target share a connection, unless one asks for a better certificate`() throws {
    var table = ConnectionTable()
    let unchecked = destination(
      .tls, port: 5061, security: TransportSecurity(serverName: "carrier.example", check: CertificateCheck.none))
    let checked = destination(.tls, port: 5061, security: TransportSecurity(serverName: "carrier.example"))
    let flow = table.insert(
      try connection(.tls, dialled: ConnectionTarget(unchecked, check: .chainAndName)), local: local, remote: remote)
    #expect(find(table, unchecked) == flow)
    #expect(find(table, checked) == nil)
  }

  @Test(.rfc(3261, "18.2.2")) func `the connection a request came by goes before all others, while it lives`() throws {
    var table = ConnectionTable()
    let opened = try connection(.tcp)
    let first = table.insert(opened, local: local, remote: remote)
    let second = table.insert(try connection(.tcp), local: local, remote: HostPort(host: remote.host, port: 2))
    #expect(find(table, destination(.tcp, port: 2, flow: first)) == first)
    try opened.channel.close().wait()
    #expect(find(table, destination(.tcp, port: 2, flow: first)) == second)
  }
}
