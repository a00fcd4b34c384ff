import SIP
import SIPTransport
import Testing

@testable import Server

struct TelephoneSettingsTests {
  private func settings(_ file: String) throws -> Settings {
    try Settings(SettingSources(file: (path: "trunkline.yaml", text: file), environment: [:], flags: [:]))
  }

  @Test func `TLS listens on 5061 beside 5060, and elsewhere only when it is told where`() throws {
    #expect(try settings("").telephone.tlsPort == 5061)
    #expect(try settings("sip_port: 7000").telephone.tlsPort == nil)
    #expect(try settings("sip_port: 7000\nsip_tls_port: 7001").telephone.tlsPort == 7001)
    #expect(try settings("sip_tls_port: \"off\"").telephone.tlsPort == nil)
    #expect(try settings("sip_tls_port: off").telephone.tlsPort == nil)
  }

  @Test func `WebSockets are off until a port is given`() throws {
    let usual = try settings("").telephone
    #expect(usual.webSocketPort == nil && usual.secureWebSocketPort == nil && usual.webSocketOrigins.isEmpty)
    let open = try settings("sip_ws_port: 8088\nsip_ws_origins: \"https://a.example, https://b.example\"").telephone
    #expect(open.webSocketPort == 8088)
    #expect(open.webSocketOrigins == ["https://a.example", "https://b.example"])
  }

  @Test func `certificate and key come together, and the words of TLS are checked`() throws {
    let error = #expect(throws: StartError.self) { try settings("tls_certificate: a.pem") }
    #expect(error?.message == "tls_key must be set when tls_certificate or tls_key is")
    let wrong = #expect(throws: StartError.self) { try settings("tls_verify: yes-please") }
    #expect(wrong?.message.contains("full, chain, none") == true)
    let security = try settings("tls_verify: chain\ntls_min_version: 1.3\ntls_alpn: sip").telephone.security
    #expect(security.verification == .chain)
    #expect(security.minimumVersion == .v13)
    #expect(security.applicationProtocols == ["sip"])
  }

  @Test(arguments: [
    ("stun.example.com", "stun.example.com", 3478), ("192.0.2.1:19302", "192.0.2.1", 19302),
    ("[2001:db8::1]:3479", "2001:db8::1", 3479),
  ])
  func `a STUN server is a host with or without port`(text: String, host: String, port: Int) throws {
    let server = try settings("stun_server: \"\(text)\"").telephone.stunServer
    #expect(server?.host == host)
    #expect(server?.port == port)
    #expect(throws: StartError.self) { try settings("stun_server: \"a@b\"") }
  }
}
