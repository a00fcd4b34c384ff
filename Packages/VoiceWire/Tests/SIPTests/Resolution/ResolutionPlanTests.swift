import SIP
import Testing
import WireTesting

@Suite(.rfc(3263, "4"))
struct ResolutionPlanTests {
  private var names = ScriptedNames()

  init() {
    names.host("sip.example.com", "192.0.2.1", "2001:db8::1")
    names.host("a.example.com", "192.0.2.11")
    names.host("b.example.com", "192.0.2.12")
  }

  @Test(
    .rfc(3263, "4.1"),
    arguments: [
      ("sip:192.0.2.7", "udp 192.0.2.7:5060"), ("sip:192.0.2.7:5080", "udp 192.0.2.7:5080"),
      ("sip:192.0.2.7;transport=tcp", "tcp 192.0.2.7:5060"), ("sips:192.0.2.7", "tls 192.0.2.7:5061"),
      ("sip:192.0.2.7;transport=tls", "tls 192.0.2.7:5061"), ("sip:[2001:db8::7]:5070", "udp [2001:db8::7]:5070"),
      ("sips:192.0.2.7:7000;transport=tcp", "tls 192.0.2.7:7000"),
      ("sip:x@example.org;maddr=192.0.2.9", "udp 192.0.2.9:5060"),
    ])
  func `an address is not asked for`(uri: String, target: String) throws {
    var names = names
    #expect(try names.targets(uri) == [target])
    #expect(names.asked.isEmpty)
  }

  @Test(.rfc(3263, "4.2"), .lesson(33)) func `a name with a port is asked for its addresses only, IPv4 first`() throws {
    var names = names
    #expect(try names.targets("sip:sip.example.com:5080") == ["udp 192.0.2.1:5080", "udp [2001:db8::1]:5080"])
    #expect(names.asked == [DNSQuestion("sip.example.com", .a), DNSQuestion("sip.example.com", .aaaa)])
  }

  @Test(.rfc(3263, "4.1")) func `NAPTR gives the transports we have by order and preference`() throws {
    var names = names
    names.pointer("example.com", 50, 50, "SIPS+D2T", "_sips._tcp.example.com")
    names.pointer("example.com", 50, 40, "SIP+D2T", "_sip._tcp.example.com")
    names.pointer("example.com", 90, 10, "SIP+D2U", "_sip._udp.example.com")
    names.pointer("example.com", 10, 10, "SIP+D2S", "_sip._sctp.example.com")
    names.pointer("example.com", 10, 10, "SIP+D2U", "", flags: "u")
    names.server("_sips._tcp.example.com", 0, 1, 5061, "a.example.com")
    names.server("_sip._tcp.example.com", 0, 1, 5070, "b.example.com")
    #expect(try names.targets("sip:example.com") == ["tcp 192.0.2.12:5070", "tls 192.0.2.11:5061"])
  }

  @Test(.rfc(3263, "4.1")) func `sips takes nothing but TLS, whatever NAPTR prefers`() throws {
    var names = names
    names.pointer("example.com", 10, 10, "SIP+D2U", "_sip._udp.example.com")
    names.pointer("example.com", 50, 50, "SIPS+D2T", "_sips._tcp.example.com")
    names.server("_sips._tcp.example.com", 0, 1, 5061, "a.example.com")
    #expect(try names.targets("sips:example.com") == ["tls 192.0.2.11:5061"])
    #expect(!names.asked.contains(DNSQuestion("_sip._udp.example.com", .srv)))
  }

  @Test(.rfc(3263, "4.1"), .lesson(33)) func `without NAPTR each transport is asked for by SRV, TLS too`() throws {
    var names = names
    names.server("_sip._tcp.example.com", 0, 1, 5070, "b.example.com")
    names.server("_sips._tcp.example.com", 0, 1, 5061, "a.example.com")
    #expect(try names.targets("sip:example.com") == ["tcp 192.0.2.12:5070", "tls 192.0.2.11:5061"])
    #expect(
      names.asked.filter { $0.kind == .srv }.map(\.name) == [
        "_sip._udp.example.com", "_sip._tcp.example.com", "_sips._tcp.example.com",
      ])
  }

  @Test(
    .rfc(3263, "4.2"),
    arguments: [
      ("sip:sip.example.com", ["udp 192.0.2.1:5060", "udp [2001:db8::1]:5060"]),
      ("sips:sip.example.com", ["tls 192.0.2.1:5061", "tls [2001:db8::1]:5061"]),
      ("sip:sip.example.com;transport=tcp", ["tcp 192.0.2.1:5060", "tcp [2001:db8::1]:5060"]),
    ])
  func `without NAPTR and SRV the domain itself is the server`(uri: String, targets: [String]) throws {
    var names = names
    #expect(try names.targets(uri) == targets)
  }

  @Test(.rfc(3263, "4.2")) func `a transport asked for is looked up by its SRV, without NAPTR`() throws {
    var names = names
    names.server("_sips._tcp.example.com", 1, 0, 5066, "a.example.com")
    #expect(try names.targets("sip:example.com;transport=tls") == ["tls 192.0.2.11:5066"])
    #expect(names.asked.first == DNSQuestion("_sips._tcp.example.com", .srv))
  }

  @Test(.rfc(2782)) func `a service with the target dot is not offered, and nothing takes its place`() throws {
    var names = names
    names.host("example.com", "192.0.2.99")
    names.server("_sip._tcp.example.com", 0, 0, 0, "")
    #expect(throws: ResolutionFailure.unknown(host: "example.com")) {
      try names.targets("sip:example.com;transport=tcp")
    }
  }

  @Test(.rfc(2782)) func `SRV goes by priority, and by weight among equals`() throws {
    var names = names
    names.server("_sip._udp.example.com", 20, 0, 5062, "192.0.2.30")
    names.server("_sip._udp.example.com", 10, 90, 5060, "192.0.2.10")
    names.server("_sip._udp.example.com", 10, 10, 5061, "192.0.2.20")
    var first: [String: Int] = [:]
    for _ in 0..<1_000 {
      let targets = try names.targets("sip:example.com;transport=udp")
      #expect(targets.count == 3)
      #expect(targets.last == "udp 192.0.2.30:5062")
      first[targets[0], default: 0] += 1
    }
    #expect((850...950).contains(first["udp 192.0.2.10:5060"] ?? 0), "\(first)")
  }

  @Test(.rfc(5922, "4")) func `the certificate must name the domain that was asked for, not the server found`() throws {
    var names = names
    names.server("_sips._tcp.example.com", 0, 1, 5061, "a.example.com")
    var request = try ResolutionRequest(#require(SIPURI("sips:example.com")))
    request.check = .chain
    let target = try #require(names.follow(request).get().first)
    #expect(target.security == TransportSecurity(serverName: "example.com", check: .chain))
    let numeric = try ResolutionRequest(#require(SIPURI("sips:192.0.2.1")))
    #expect(try names.follow(numeric).get().first?.security == TransportSecurity())
  }

  @Test func `a URI that leads nowhere says why, in words that help`() throws {
    var names = names
    #expect(throws: ResolutionFailure.unknown(host: "nobody.example")) { try names.targets("sip:nobody.example") }
    names.silent = [DNSQuestion("dead.example", .a)]
    #expect(throws: ResolutionFailure.unanswered(host: "dead.example")) { try names.targets("sip:dead.example:5060") }
    #expect(throws: ResolutionFailure.self) { try names.targets("tel:+4930123456") }
    #expect(throws: ResolutionFailure.self) { try names.targets("sip:example.com;transport=sctp") }
    #expect(throws: ResolutionFailure.self) { try names.targets("sip:example.com;transport=ws") }
    #expect(throws: ResolutionFailure.self) { try names.targets("sips:example.com;transport=udp") }
  }

  @Test func `an answer with a thousand servers is cut short`() throws {
    var names = names
    for index in 0..<1_000 { names.server("_sip._udp.big.example", 0, 1, UInt16(5000 + index), "a.example.com") }
    #expect(try names.targets("sip:big.example;transport=udp").count == ResolutionPlan.maximumTargets)
    #expect(names.asked.count <= 1 + 2 * ResolutionPlan.maximumTargets)
  }

  @Test(.rfc(3261, "8.1.2")) func `a preset Route is where a request goes, unless its router is strict`() throws {
    var request = SIPRequest(method: .invite, uri: try #require(SIPURI("sip:+1@carrier.example")))
    #expect(try ResolutionRequest(of: request).host == "carrier.example")
    request.headers.append(.route, "<sip:proxy.example:5070;transport=tcp;lr>, <sip:next.example;lr>")
    let routed = try ResolutionRequest(of: request)
    #expect(routed == ResolutionRequest(host: "proxy.example", port: 5070, transport: .tcp))
    request.headers[.route] = "<sip:strict.example>"
    #expect(try ResolutionRequest(of: request).host == "carrier.example")
  }

  @Test(.rfc(3261, "18.1.1")) func `a request too long for a datagram goes by TCP, and by UDP when that is refused`() {
    let target = Destination(flow: nil, transport: .udp, address: HostPort(host: "192.0.2.1", port: 5060))
    #expect(target.carrying(1_300) == [target])
    #expect(target.carrying(1_301).map(\.transport) == [.tcp, .udp])
    let stream = Destination(flow: nil, transport: .tls, address: target.address)
    #expect(stream.carrying(60_000) == [stream])
  }
}
