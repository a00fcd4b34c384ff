import Testing

@testable import Server

struct PortProbeTests {
  @Test func `an address that is not this machine's is refused before anything is made, and names the key`() throws {
    var settings = try Settings(SettingSources(file: nil, environment: [:], flags: [:]))
    settings.web.port = 0
    settings.telephone.port = 0
    settings.telephone.address = "192.0.2.1"
    let refused = #expect(throws: StartError.self) { try PortProbe.requireFree(settings) }
    #expect(refused?.code == .unavailable)
    #expect(refused?.message.contains("TRUNKLINE_SIP_PORT") == true)
  }
}
