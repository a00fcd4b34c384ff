import SIP
import Testing
import WireTesting

struct StrangersTests {
  var strangers = Strangers(random: CountingNumbers())
  var now = Duration.zero
  let invite = MessageGlance("INVITE sip:+49301@h SIP/2.0\r\nUser-Agent: Phone 1\r\n\r\n".utf8)
  let bye = MessageGlance("BYE sip:+49301@h SIP/2.0\r\n\r\n".utf8)
  let garbage = MessageGlance("GET / HTTP/1.1\r\n\r\n".utf8)
  let scanner = MessageGlance("OPTIONS sip:100@h SIP/2.0\r\nVia: x\r\nUSER-AGENT:  friendly-scanner\r\n\r\n".utf8)

  private mutating func verdicts(
    _ count: Int, _ glance: MessageGlance, from host: String = "192.0.2.1"
  ) -> [Strangers.Verdict] {
    (0..<count).map { _ in strangers.judge(glance, from: host, at: now) }
  }

  @Test mutating func `who asks too much is refused, and who goes on gets silence`() {
    let verdicts = verdicts(100, invite)
    #expect(verdicts.prefix(60).allSatisfy { $0 == .answer })
    #expect(verdicts[60..<66].allSatisfy { $0 == .refuse })
    #expect(verdicts.dropFirst(66).allSatisfy { $0 == .silence })
    #expect(self.verdicts(1, invite, from: "192.0.2.2") == [.answer], "others are not meant")
    let counts = strangers.counts
    #expect([counts.answered, counts.refused, counts.silenced] == [61, 6, 34])
  }

  @Test mutating func `connections cost too, and most of all those that begin with a handshake`() {
    let plain = (0..<241).map { _ in strangers.admits(isSecure: false, from: "192.0.2.1", at: now) }
    #expect(plain == Array(repeating: true, count: 240) + [false])
    let secure = (0..<31).map { _ in strangers.admits(isSecure: true, from: "192.0.2.2", at: now) }
    #expect(secure == Array(repeating: true, count: 30) + [false])
    #expect(verdicts(1, invite, from: "192.0.2.2") == [.refuse], "messages and connections share what there is")
    strangers.trust(NetworkSet(["192.0.2.0/24"]))
    let trusted = strangers.admits(isSecure: true, from: "192.0.2.2", at: now)
    #expect(trusted)
  }

  @Test mutating func `who was welcomed is known, and so are trusted networks`() {
    #expect(verdicts(1, invite) == [.answer])
    #expect(!strangers.knows("192.0.2.1"))
    strangers.welcome("192.0.2.1")
    #expect(strangers.knows("192.0.2.1"))
    #expect(!strangers.knows("192.0.2.2"))
    strangers.trust(NetworkSet(["192.0.2.2"]))
    #expect(strangers.knows("192.0.2.2"))
  }

  @Test mutating func `ten calls a second are never too much`() {
    for _ in 0..<600 {
      #expect(verdicts(1, invite) == [.answer])
      now += .milliseconds(100)
    }
  }

  @Test mutating func `silence lasts while it is asked through, and ends with patience`() {
    _ = verdicts(100, invite)
    for _ in 0..<50 {
      now += .milliseconds(100)
      #expect(verdicts(2, invite) == [.silence, .silence])
    }
    now += .seconds(10)
    #expect(verdicts(1, invite) == [.answer])
  }

  @Test mutating func `what follows in a call takes less, and garbage more`() {
    #expect(verdicts(240, bye, from: "192.0.2.3").allSatisfy { $0 == .answer })
    #expect(verdicts(31, garbage).map { $0 == .answer } == Array(repeating: true, count: 30) + [false])
    #expect(strangers.counts.garbage == 31)
  }

  @Test(.lesson(47)) mutating func `a scanner gets silence at once, and for ten minutes`() {
    #expect(verdicts(1, scanner) == [.silence])
    now += .seconds(599)
    #expect(verdicts(1, invite) == [.silence])
    now += .seconds(2)
    #expect(verdicts(1, invite) == [.answer])
    #expect(strangers.counts.scanners == 1)
  }

  @Test mutating func `networks of trunks are never limited, nor others because of them`() {
    strangers.trust(NetworkSet(["192.0.2.0/24", "2001:db8::/32", "not an address", "10.0.0.0/99"]))
    #expect(verdicts(10_000, invite).allSatisfy { $0 == .answer })
    #expect(verdicts(1000, invite, from: "2001:db8:1::1").allSatisfy { $0 == .answer })
    #expect(verdicts(1000, scanner, from: "::ffff:192.0.2.9").allSatisfy { $0 == .answer })
    #expect(strangers.sourceCount == 0)
    #expect(verdicts(100, invite, from: "192.0.3.1").contains(.silence))
  }

  @Test mutating func `addresses of one IPv6 network share an allowance`() {
    for host in 0..<60 { #expect(verdicts(1, invite, from: "2001:db8::\(host)") == [.answer]) }
    #expect(verdicts(1, invite, from: "2001:db8::ffff") == [.refuse])
    #expect(verdicts(1, invite, from: "2001:db8:0:1::1") == [.answer])
    #expect(strangers.sourceCount == 2)
  }

  @Test mutating func `who shows who he is is forgiven`() {
    _ = verdicts(100, invite)
    strangers.welcome("192.0.2.1")
    #expect(verdicts(60, invite).allSatisfy { $0 == .answer })
  }

  @Test mutating func `a flood of forged sources is bounded in memory and in answers, and trunks are not touched`() {
    strangers = Strangers(
      configuration: .init(maximumSources: 100, newSourcesPerSecond: 50), trusted: NetworkSet(["198.51.100.1"]),
      random: CountingNumbers())
    var answered = 0
    for index in 0..<20_000 {
      now = .milliseconds(index)
      let host = "10.\(index >> 16 & 255).\(index >> 8 & 255).\(index & 255)"
      if strangers.judge(invite, from: host, at: now) != .silence { answered += 1 }
      #expect(strangers.judge(invite, from: "198.51.100.1", at: now) == .answer)
    }
    #expect(strangers.sourceCount == 100)
    #expect(answered <= 50 * 21)
    #expect(strangers.counts.forgotten == answered - 100)
  }

  @Test mutating func `time that goes back does no harm`() {
    now = .seconds(100)
    _ = verdicts(60, invite)
    now = .zero
    #expect(verdicts(1, invite) == [.refuse])
  }
}

struct MessageGlanceTests {
  @Test(arguments: [
    ("INVITE sip:a@h SIP/2.0\r\n", MessageGlance.Kind.opening), ("REGISTER sip:h SIP/2.0\r\n", .opening),
    ("OPTIONS sip:h SIP/2.0\r\n", .opening), ("FROBNICATE sip:h SIP/2.0\r\n", .opening),
    ("INVITE tel:+49301 SIP/2.0", .opening), ("ACK sip:a@h SIP/2.0\r\n", .following),
    ("BYE sip:a@h SIP/2.0\n", .following), ("SIP/2.0 200 OK\r\n", .following), ("\r\n\r\n", .following),
    ("", .following), ("INVITE sip:h SIP/2.0\r\n", .garbage), ("INVITE sip:@h SIP/2.0\r\n", .garbage),
    ("GET / HTTP/1.1\r\n", .garbage), ("INVITE", .garbage), ("\u{16}\u{3}\u{1}", .garbage), (" SIP/2.0", .garbage),
    (String(repeating: "A", count: 9000), .garbage),
  ])
  func `the first line tells what it is`(text: String, kind: MessageGlance.Kind) {
    #expect(MessageGlance(text.utf8).kind == kind)
  }

  @Test(arguments: [
    ("User-Agent: sipcli/v1.8", true), ("user-agent:SIPVicious", true), ("User-Agent: Asterisk", false),
    ("X-User-Agent: sipcli", false), ("Subject: User-Agent: sipcli", false), ("User-Agent: ", false),
    ("User-Agent: not friendly-scanner", false),
  ])
  func `scanners are known by their name`(header: String, isScanner: Bool) {
    let text = "OPTIONS sip:h SIP/2.0\r\nVia: x\r\n\(header)\r\n\r\n"
    #expect(MessageGlance(text.utf8).isScanner == isScanner)
    #expect(!MessageGlance(text.dropLast(4 + header.utf8.count).utf8).isScanner)
  }

  @Test func `no more than two kilobytes are looked at`() {
    let filler = String(repeating: "X: y\r\n", count: 400)
    #expect(!MessageGlance("OPTIONS sip:h SIP/2.0\r\n\(filler)User-Agent: sipcli\r\n\r\n".utf8).isScanner)
  }
}

struct NetworkSetTests {
  @Test(arguments: [
    ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false), ("0.0.0.0/0", "192.0.2.1", true),
    ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "192.0.2.1", false), ("::/0", "2001:db8::1", true),
    ("192.0.2.1", "::ffff:192.0.2.1", true), ("::ffff:192.0.2.0/120", "192.0.2.7", true),
    ("2001:db8::1", "2001:0DB8:0:0:0:0:0:1", true), ("fe80::/10", "fe80::1%eth0", true),
    ("2001:db8::192.0.2.1", "2001:db8::c000:201", true), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", true),
  ])
  func `a network holds the addresses that share its prefix`(network: String, address: String, isIn: Bool) {
    #expect(NetworkSet([network]).contains(address) == isIn)
  }

  @Test(arguments: [
    "", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::", "1.2.3",
    "1.2.3.4.5", "256.1.1.1", "1..2.3", "0001.2.3.4", "::1.2.3", "1:", ":1", "::ffff:1.2.3.256", "example.com",
  ])
  func `what is no address is in no network`(text: String) {
    #expect(!NetworkSet(["0.0.0.0/0", "::/0"]).contains(text))
    #expect(NetworkSet([text]) == NetworkSet([]))
  }
}

struct TurningAwayTests {
  var stage = Stage()

  @Test mutating func `who asks too much gets 503 and leaves no trace`() throws {
    let invite = try stage.caller.invite(headers: ["User-Agent: sipcli/1"])
    let effects = stage.agent.turnAway(invite, over: stage.flow)
    #expect(effects.codes == [503])
    #expect(effects.responses.first?.headers[.retryAfter] != nil)
    #expect(stage.agent.deadline == nil)
    #expect(stage.agent.turnAway(try stage.caller.write("ACK"), over: stage.flow).isEmpty)
    #expect(stage.agent.turnAway(.response(SIPResponse(status: 200)), over: stage.flow).isEmpty)
  }

  @Test func `a message that was parsed tells as much as its bytes`() throws {
    for message in [
      try stage.caller.invite(headers: ["User-Agent: sipcli/1"]), try stage.caller.write("BYE"),
      try stage.caller.write("OPTIONS"), .response(SIPResponse(status: 200)),
    ] {
      #expect(MessageGlance(message) == MessageGlance(message.serialized()))
    }
    #expect(MessageGlance.unreadable.kind == .garbage)
  }
}
