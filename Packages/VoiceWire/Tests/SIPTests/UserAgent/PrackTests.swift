import SIP
import Testing
import WireTesting

/// Provisional responses that are acknowledged, in both roles.
struct PrackTests {
  var stage = Stage()

  // MARK: Called

  /// Rings reliably and gives our tag and the RSeq.
  private mutating func ring(
    _ command: LegCommand = .ring(), offered: String? = offer, require: String = "Require: 100rel"
  ) throws -> (tag: String, number: String) {
    _ = stage.receive(try stage.caller.invite(headers: [require], body: offered))
    let response = try #require(stage.perform(command).responses.first)
    return (try #require(response.toTag), try #require(response.headers["RSeq"]))
  }

  private mutating func prack(
    _ tag: String, _ rack: String, number: Int = 2, body: String? = nil
  ) throws -> [Effect] {
    stage.receive(
      try stage.caller.write(
        "PRACK", branch: "z9hG4bK-p\(number)", number: number, toTag: tag, headers: ["RAck: \(rack)"], body: body))
  }

  @Test(.rfc(3262, "3"), .lesson(67), .lesson(65))
  mutating func `a caller that requires 100rel gets a reliable 180, again until its PRACK`() throws {
    let (tag, number) = try ring()
    let repeats = stage.pass(until: .seconds(4))
    #expect(repeats.map(\.at) == [0.5, 1.5, 3.5].map { .seconds($0) })
    #expect(repeats.map(\.effect).responses.map { $0.headers["RSeq"] } == [number, number, number])
    #expect(try prack(tag, "\(number) 1 INVITE").codes == [200])
    #expect(stage.pass(until: .seconds(30)).isEmpty)
    #expect(stage.perform(.answer(body: Array("v=0".utf8))).codes == [200])
  }

  @Test(.rfc(3262, "3")) mutating func `a PRACK that fits nothing gets 481, one without RAck 400`() throws {
    let (tag, number) = try ring()
    #expect(try prack(tag, "1 1 INVITE").codes == [481])
    #expect(try prack(tag, "\(number) 2 INVITE", number: 3).codes == [481])
    #expect(try prack(tag, "\(number) 1 UPDATE", number: 4).codes == [481])
    #expect(try prack(tag, "nonsense", number: 5).codes == [400])
    #expect(try prack(tag, "\(number) 1 INVITE", number: 6).codes == [200])
    #expect(try prack(tag, "\(number) 1 INVITE", number: 7).codes == [481])
  }

  @Test(.rfc(3262, "3")) mutating func `without any PRACK the INVITE is refused at 32 s`() throws {
    _ = try ring()
    let happened = stage.pass(until: .seconds(40))
    #expect(happened.map(\.effect).codes.suffix(1) == [504])
    #expect(happened.last { $0.effect.isEvent }?.effect == .event(LegID(1), .ended(.rejected(504))))
    #expect(happened.last { $0.effect.isEvent }?.at == .seconds(32))
  }

  @Test(.rfc(3262, "3")) mutating func `we send reliably by our own wish only to who can`() throws {
    let wish = LegCommand.progress(183, body: Array("v=0 early".utf8), isReliable: true)
    let (_, number) = try ring(wish, require: "Supported: 100rel")
    #expect(!number.isEmpty)
    var other = Stage()
    _ = other.receive(try other.caller.invite())
    let plain = try #require(other.perform(wish).responses.first)
    #expect(plain.headers["RSeq"] == nil)
    #expect(plain.headers["Require"] == nil)
    #expect(plain.status.code == 183)
    #expect(plain.body == Array("v=0 early".utf8))
  }

  @Test(.rfc(3262, "3")) mutating func `the 200 waits while a reliable description has no PRACK`() throws {
    let (tag, number) = try ring(.progress(183, body: Array("v=0 early".utf8)))
    #expect(stage.perform(.answer(body: Array("v=0 early".utf8))).isEmpty)
    #expect(try prack(tag, "\(number) 1 INVITE").codes == [200, 200])
  }

  @Test(.rfc(3262, "5")) mutating func `our offer in the 183 is answered in the PRACK, and the 200 carries none`()
    throws
  {
    let (tag, number) = try ring(.progress(183, body: Array("v=0 ours".utf8)), offered: nil)
    let effects = try prack(tag, "\(number) 1 INVITE", body: "v=0 theirs")
    #expect(effects.codes == [200])
    #expect(effects.events == [.provisionalAcknowledged(body: Array("v=0 theirs".utf8))])
    let ok = try #require(stage.perform(.answer(body: Array("v=0 again".utf8))).responses.first)
    #expect(ok.body.isEmpty)
    #expect(ok.headers["Content-Type"] == nil)
  }

  @Test(.rfc(3262, "5"), .rfc(3261, "13.2.1"))
  mutating func `a caller who insists on reliable ones and made no offer hears nothing before one with ours`() throws {
    _ = stage.receive(try stage.caller.invite(headers: ["Require: 100rel"], body: nil))
    #expect(stage.perform(.ring()).isEmpty)
    #expect(stage.perform(.progress(183)).isEmpty)
    #expect(stage.pass(until: .seconds(200)).isEmpty)
    let offer = try #require(stage.perform(.progress(183, body: Array("v=0 ours".utf8))).responses.first)
    #expect(offer.headers["Require"] == "100rel")
    // What follows the offer may go without, in its turn.
    #expect(stage.perform(.ring()).isEmpty)
    let tag = try #require(offer.toTag)
    let effects = try prack(tag, "\(offer.headers["RSeq"] ?? "") 1 INVITE", body: "v=0 theirs")
    #expect(effects.codes == [200, 180])
    #expect(effects.responses.last?.headers["RSeq"] != nil)
  }

  @Test(.rfc(3262, "5")) mutating func `without an offer of anybody the call is answered by a 200 with ours`() throws {
    _ = stage.receive(try stage.caller.invite(headers: ["Require: 100rel"], body: nil))
    _ = stage.perform(.ring())
    let ok = try #require(stage.perform(.answer(body: Array("v=0 ours".utf8))).responses.first)
    #expect(ok.status.code == 200)
    #expect(ok.body == Array("v=0 ours".utf8))
  }

  @Test(.rfc(3262, "3")) mutating func `where it is only our wish, a 180 without our offer goes unreliably`() throws {
    _ = stage.receive(try stage.caller.invite(headers: ["Supported: 100rel"], body: nil))
    let ringing = try #require(stage.perform(.progress(180, isReliable: true)).responses.first)
    #expect(ringing.headers["RSeq"] == nil)
  }

  @Test(.rfc(3262, "5")) mutating func `a 200 that waited for the answer in the PRACK makes no second offer`() throws {
    let (tag, number) = try ring(.progress(183, body: Array("v=0 ours".utf8)), offered: nil)
    #expect(stage.perform(.answer(body: Array("v=0 ours".utf8))).isEmpty)
    let effects = try prack(tag, "\(number) 1 INVITE", body: "v=0 theirs")
    #expect(effects.events == [.provisionalAcknowledged(body: Array("v=0 theirs".utf8))])
    #expect(effects.codes == [200, 200])
    #expect(effects.responses.last?.body.isEmpty == true)
    #expect(effects.responses.last?.headers["Content-Type"] == nil)
  }

  @Test mutating func `an offer of ours that the PRACK does not answer is made again in the 200`() throws {
    let (tag, number) = try ring(.progress(183, body: Array("v=0 ours".utf8)), offered: nil)
    #expect(try prack(tag, "\(number) 1 INVITE").codes == [200])
    let ok = try #require(stage.perform(.answer(body: Array("v=0 ours".utf8))).responses.first)
    #expect(ok.body == Array("v=0 ours".utf8))
  }

  @Test(.rfc(3262, "5")) mutating func `a new offer in the PRACK is answered in its 200`() throws {
    let (tag, number) = try ring(.progress(183, body: Array("v=0 answer".utf8)))
    let asked = try prack(tag, "\(number) 1 INVITE", body: "v=0 again")
    #expect(asked.codes.isEmpty)
    guard case .reoffered(let request)? = asked.events.first else {
      Issue.record("not reoffered")
      return
    }
    #expect(request.method == .prack)
    let ok = try #require(stage.perform(.answerReoffer(body: Array("v=0 second".utf8))).responses.first)
    #expect(ok.headers["CSeq"] == "2 PRACK")
    #expect(ok.body == Array("v=0 second".utf8))
    #expect(stage.pass(until: .seconds(20)).isEmpty)
  }

  @Test(.rfc(3311, "5.2")) mutating func `once a reliable answer is acknowledged, an UPDATE may offer anew`() throws {
    let (tag, number) = try ring(.progress(183, body: Array("v=0 answer".utf8)))
    let early = try stage.caller.write("UPDATE", branch: "z9hG4bK-u1", number: 2, toTag: tag, body: "v=0")
    #expect(stage.receive(early).codes == [500])
    _ = try prack(tag, "\(number) 1 INVITE", number: 3)
    let later = try stage.caller.write("UPDATE", branch: "z9hG4bK-u2", number: 4, toTag: tag, body: "v=0")
    #expect(stage.receive(later).events.count == 1)
    #expect(stage.perform(.answerReoffer(body: Array("v=0".utf8))).codes == [200])
  }

  @Test(.rfc(3262, "3")) mutating func `a caller who acknowledges is told again that it rings each 150 s`() throws {
    let (tag, number) = try ring()
    _ = try prack(tag, "\(number) 1 INVITE")
    let happened = stage.pass(until: .seconds(150))
    #expect(happened.map(\.at) == [.seconds(150)])
    #expect(happened.map(\.effect).responses.first?.headers["RSeq"] == (Int(number).map { "\($0 + 1)" }))
  }

  // MARK: Calling

  private let mark = ["Require: 100rel", "RSeq: 41"]

  @Test(.rfc(3262, "4")) mutating func `a reliable 183 is acknowledged in its own dialog, a repeat is dropped`() throws
  {
    let invite = try stage.place()
    #expect(invite.headers.elements("Supported").contains("100rel"))
    let effects = stage.respond(183, to: invite, headers: mark, body: "v=0 theirs")
    let prack = try #require(effects.requests.first)
    #expect(prack.method == .prack)
    #expect(prack.headers["RAck"] == "41 1 INVITE")
    #expect(prack.headers["CSeq"] == "2 PRACK")
    #expect(prack.headers["To"]?.hasSuffix(";tag=bob") == true)
    #expect(prack.uri.description == "sip:bob@203.0.113.5:5060")
    #expect(effects.events.count == 1)
    #expect(stage.respond(183, to: invite, headers: mark, body: "v=0 theirs").isEmpty)
    #expect(stage.respond(180, to: invite, headers: ["Require: 100rel", "RSeq: 43"]).isEmpty)
    #expect(stage.respond(200, to: prack).isEmpty)
    let next = stage.respond(180, to: invite, headers: ["Require: 100rel", "RSeq: 42"])
    #expect(next.requests.first?.headers["CSeq"] == "3 PRACK")
    let accepted = stage.respond(200, to: invite)
    #expect(accepted.requests.first?.headers["CSeq"] == "1 ACK")
    #expect(stage.perform(.hangUp(), on: Stage.placed).requests.first?.headers["CSeq"] == "4 BYE")
  }

  @Test(.rfc(3262, "4")) mutating func `each phone that rings has its own order`() throws {
    let invite = try stage.place()
    #expect(stage.respond(180, to: invite, tag: "a", headers: ["Require: 100rel", "RSeq: 9"]).requests.count == 1)
    let other = stage.respond(180, to: invite, tag: "b", headers: ["Require: 100rel", "RSeq: 1"])
    #expect(other.requests.first?.headers["RAck"] == "1 1 INVITE")
    #expect(other.requests.first?.headers["To"]?.hasSuffix(";tag=b") == true)
  }

  @Test(.rfc(3262, "5"), .lesson(66))
  mutating func `their offer in a reliable 183 is answered in the PRACK, not in the ACK`()
    throws
  {
    let invite = try stage.place { $0.offer = [] }
    let asked = stage.respond(183, to: invite, headers: mark, body: "v=0 theirs")
    #expect(asked.requests.isEmpty)
    #expect(asked.events.count == 1)
    let prack = try #require(
      stage.perform(.sendAnswer(body: Array("v=0 ours".utf8)), on: Stage.placed).requests.first)
    #expect(prack.method == .prack)
    #expect(prack.body == Array("v=0 ours".utf8))
    let accepted = stage.respond(200, to: invite, body: "v=0 theirs")
    #expect(accepted.requests.first?.method == .ack)
    #expect(accepted.requests.first?.body.isEmpty == true)
  }

  @Test(.rfc(3311, "5.2")) mutating func `an UPDATE of a phone that rings is taken once the answer came reliably`()
    throws
  {
    let invite = try stage.place()
    _ = stage.respond(180, to: invite)
    #expect(try stage.bob("UPDATE", in: invite, number: 1, body: "v=0").codes == [491])
    _ = stage.respond(183, to: invite, headers: mark, body: "v=0 theirs")
    #expect(try stage.bob("UPDATE", in: invite, number: 2, body: "v=0").events.count == 1)
    #expect(stage.perform(.answerReoffer(body: Array("v=0".utf8)), on: Stage.placed).codes == [200])
  }
}
