import SIP
import Testing
import WireTesting

/// REFER in both directions, on the wire.
struct TransferTests {
  var stage = Stage()
  private let target = NameAddress(uri: SIPURI(user: "+4940", host: "203.0.113.9"))

  // MARK: Ours

  @Test(.rfc(3515, "2.1"), .rfc(3892, "3"), .lesson(13), .lesson(3), .lesson(22))
  mutating func `a REFER goes the recorded way with our Contact and the next number`() throws {
    _ = try stage.talking(headers: ["Record-Route: <sip:203.0.113.8;lr>, <sip:203.0.113.7;lr>"])
    let by = NameAddress(uri: SIPURI(user: "us", host: "198.51.100.1"))
    let effects = stage.perform(.transfer(Transfer(target: target, referredBy: by)), on: Stage.placed)
    let refer = try #require(effects.requests.first)
    #expect(refer.method == .refer)
    #expect(refer.headers["CSeq"] == "2 REFER")
    #expect(refer.headers["Refer-To"] == "<sip:+4940@203.0.113.9>")
    #expect(refer.headers["Referred-By"] == "<sip:us@198.51.100.1>")
    #expect(refer.headers["Contact"] == "<sip:198.51.100.1:5060>")
    #expect(refer.headers.all("Route").map(\.value) == ["<sip:203.0.113.7;lr>", "<sip:203.0.113.8;lr>"])
    #expect(effects.destinations.map(\.address) == [HostPort(host: "203.0.113.7", port: 5060)])
    #expect(stage.perform(.hangUp(), on: Stage.placed).requests.first?.headers["CSeq"] == "3 BYE")
  }

  @Test(.lesson(69)) mutating func `a REFER carries Content-Length`() throws {
    _ = try stage.talking()
    let refer = try #require(
      stage.perform(.transfer(Transfer(target: target)), on: Stage.placed).messages.first)
    #expect(String(decoding: refer.serialized(), as: UTF8.self).contains("Content-Length: 0\r\n"))
  }

  @Test(.rfc(3515, "2.4.4"), .lesson(73)) mutating func `each NOTIFY is answered 200 and told`() throws {
    let invite = try stage.talking()
    let refer = try #require(
      stage.perform(.transfer(Transfer(target: target)), on: Stage.placed).requests.first)
    #expect(stage.respond(202, to: refer).events == [.transfer(.accepted)])
    let trying = try stage.bob(
      "NOTIFY", in: invite, number: 1, headers: ["Event: refer", "Subscription-State: active;expires=60"],
      body: "SIP/2.0 100 Trying", type: "message/sipfrag;version=2.0")
    #expect(trying.codes == [200])
    #expect(trying.events == [.transfer(.progress(100))])
    let done = try stage.bob(
      "NOTIFY", in: invite, number: 2, headers: ["Event: refer;id=2", "Subscription-State: terminated"],
      body: "SIP/2.0 200 OK", type: "message/sipfrag")
    #expect(done.events == [.transfer(.succeeded)])
    #expect(try stage.bob("BYE", in: invite, number: 3).events == [.ended(.remoteHangUp(reasons: []))])
  }

  @Test(.lesson(71)) mutating func `a REFER that fails leaves the call`() throws {
    _ = try stage.talking()
    let refer = try #require(
      stage.perform(.transfer(Transfer(target: target)), on: Stage.placed).requests.first)
    let refused = stage.respond(481, to: refer)
    #expect(refused.events == [.transfer(.failed(CallRefusal(status: 481)))])
    #expect(refused.requests.isEmpty)
    #expect(stage.agent.legCount == 1)
    #expect(stage.perform(.transfer(Transfer(target: target)), on: Stage.placed).requests.count == 1)
  }

  @Test(.lesson(75)) mutating func `a second REFER while the first is open does not go out`() throws {
    _ = try stage.talking()
    _ = stage.perform(.transfer(Transfer(target: target)), on: Stage.placed)
    #expect(stage.perform(.transfer(Transfer(target: target)), on: Stage.placed).isEmpty)
  }

  @Test(.lesson(72)) mutating func `a BYE before the final NOTIFY leaves it unknown, told before the end`() throws {
    let invite = try stage.talking()
    let refer = try #require(
      stage.perform(.transfer(Transfer(target: target)), on: Stage.placed).requests.first)
    _ = stage.respond(202, to: refer)
    let events = try stage.bob("BYE", in: invite).events
    #expect(events == [.transfer(.unknown), .ended(.remoteHangUp(reasons: []))])
  }

  @Test(.rfc(3515, "2.4.6")) mutating func `a challenged REFER is known by the number of its second try`() throws {
    let invite = try stage.talking { $0.identity = DigestIdentity(username: "us", password: "x") }
    let refer = try #require(
      stage.perform(.transfer(Transfer(target: target)), on: Stage.placed).requests.first)
    let again = try #require(
      stage.respond(401, to: refer, headers: ["WWW-Authenticate: Digest realm=\"r\", nonce=\"n\""]).requests.first)
    #expect(again.headers["CSeq"] == "3 REFER")
    #expect(again.headers["Refer-To"] == refer.headers["Refer-To"])
    let news = try stage.bob(
      "NOTIFY", in: invite, headers: ["Event: refer;id=3"], body: "SIP/2.0 100 Trying", type: "message/sipfrag")
    #expect(news.events == [.transfer(.accepted), .transfer(.progress(100))])
  }

  @Test(.rfc(3891, "3"), .rfc(5589, "7.1"))
  mutating func `an attended transfer names the call to replace as its peer sees it`() throws {
    let other = try stage.talking()
    _ = try stage.established()
    let refer = try #require(
      stage.perform(.transfer(Transfer(target: nil, replacing: Stage.placed)), on: LegID(1)).requests.first)
    let referTo = try #require(refer.headers["Refer-To"].flatMap { NameAddress($0) })
    #expect(referTo.uri.host == "203.0.113.5")
    let ours = try #require(other.headers["From"].flatMap { NameAddress($0) }?.tag)
    let callID = try #require(other.headers["Call-ID"]).replacing("@", with: "%40")
    #expect(referTo.uri.headers["Replaces"] == "\(callID)%3Bto-tag%3Dbob%3Bfrom-tag%3D\(ours)")
  }

  @Test(.rfc(4488, "4")) mutating func `a transfer without news says so`() throws {
    _ = try stage.talking()
    let refer = try #require(
      stage.perform(.transfer(Transfer(target: target, wantsNews: false)), on: Stage.placed).requests.first)
    #expect(refer.headers["Refer-Sub"] == "false")
    let done = stage.respond(200, to: refer, headers: ["Refer-Sub: false"])
    #expect(done.events == [.transfer(.accepted), .transfer(.unknown)])
  }

  @Test(.rfc(6665, "4.1.3"), arguments: [("presence", 481), ("refer", 481), ("keep-alive", 200)])
  mutating func `a NOTIFY nobody asked for gets 481, a keep-alive 200, inside calls and outside`(
    event: String, code: Int
  ) throws {
    let invite = try stage.talking()
    #expect(try stage.bob("NOTIFY", in: invite, headers: ["Event: \(event)"]).codes == [code])
    #expect(stage.receive(try stage.caller.write("NOTIFY", headers: ["Event: \(event)"])).codes == [code])
    #expect(stage.agent.legCount == 1)
  }

  // MARK: The peer's

  private mutating func referred(_ headers: [String] = []) throws -> (tag: String, effects: [Effect]) {
    stage = Stage(.init(takesReferrals: true))
    let tag = try stage.established()
    let refer = try stage.caller.write(
      "REFER", branch: "z9hG4bK-refer", number: 2, toTag: tag,
      headers: headers.isEmpty ? ["Refer-To: <sip:+4940@203.0.113.9>", "Referred-By: <sip:alice@x>"] : headers)
    return (tag, stage.receive(refer))
  }

  @Test(.rfc(3515, "2.4.4"), .rfc(3892, "2"))
  mutating func `a REFER that is accepted gets 202, then 100, then what came of it`() throws {
    let (_, asked) = try referred()
    #expect(asked.codes.isEmpty)
    guard case .referred(let request)? = asked.events.first else {
      Issue.record("not asked")
      return
    }
    #expect(request.target.uri.user == "+4940")
    #expect(request.referredBy?.uri.user == "alice")
    #expect(request.wantsNews)
    let accepted = stage.perform(.acceptReferral)
    #expect(accepted.codes == [202])
    #expect(accepted.responses.first?.headers["Contact"] != nil)
    let trying = try #require(accepted.requests.first)
    #expect(trying.method == .notify)
    #expect(trying.headers["Event"] == "refer")
    #expect(trying.headers["Subscription-State"] == "active;expires=180")
    #expect(trying.headers["Content-Type"] == "message/sipfrag;version=2.0")
    #expect(trying.body == Array("SIP/2.0 100 Trying\r\n".utf8))
    // The next waits until the first has arrived.
    #expect(stage.perform(.reportReferral(486)).isEmpty)
    let last = try #require(stage.receive(.response(SIPResponse(answering: trying, 200))).requests.first)
    #expect(last.body == Array("SIP/2.0 486 Busy Here\r\n".utf8))
    #expect(last.headers["Subscription-State"] == "terminated;reason=noresource")
    #expect(stage.perform(.reportReferral(200)).isEmpty)
  }

  @Test(.rfc(3515, "2.4.6")) mutating func `the news of a second REFER carry its number`() throws {
    let (tag, _) = try referred()
    _ = stage.perform(.rejectReferral())
    let second = try stage.caller.write(
      "REFER", branch: "z9hG4bK-r3", number: 3, toTag: tag, headers: ["Refer-To: <sip:x@y>"])
    #expect(stage.receive(second).events.count == 1)
    #expect(stage.perform(.acceptReferral).requests.first?.headers["Event"] == "refer;id=3")
  }

  @Test(.rfc(3515, "2.4.2")) mutating func `a REFER that is rejected, or not decided in 10 s, gets 603`() throws {
    _ = try referred()
    #expect(stage.perform(.rejectReferral()).codes == [603])
    _ = try referred()
    let happened = stage.pass(until: .seconds(30))
    #expect(happened.map(\.effect).codes == [603])
    #expect(happened.map(\.at) == [.seconds(10)])
    #expect(stage.perform(.acceptReferral).isEmpty)
    #expect(stage.agent.legCount == 1)
  }

  @Test(
    .rfc(3515, "2.4.1"),
    arguments: [
      (["X: y"], 400), (["Refer-To: <"], 400), (["Refer-To: <sip:a@b>, <sip:c@d>"], 400),
      (["Refer-To: <http://x>"], 416),
      (["Refer-To: <sip:a@b?Replaces=x>"], 400),
    ])
  mutating func `a REFER that names no one place is refused`(headers: [String], code: Int) throws {
    #expect(try referred(headers).effects.codes == [code])
  }

  @Test(.rfc(5589, "7.1")) mutating func `an attended transfer names the dialog to replace`() throws {
    let (_, effects) = try referred(["Refer-To: <sip:a@b?Replaces=c%40h%3Bto-tag%3D1%3Bfrom-tag%3D2&X=y>"])
    guard case .referred(let request)? = effects.events.first else {
      Issue.record("not asked")
      return
    }
    #expect(request.replaces == Replaces(callID: "c@h", toTag: "1", fromTag: "2"))
    #expect("\(request.target)" == "<sip:a@b>")
  }

  @Test(.rfc(4488, "4")) mutating func `a peer that wants no news gets none`() throws {
    _ = try referred(["Refer-To: <sip:a@b>", "Refer-Sub: false"])
    let accepted = stage.perform(.acceptReferral)
    #expect(accepted.codes == [202])
    #expect(accepted.responses.first?.headers["Refer-Sub"] == "false")
    #expect(accepted.requests.isEmpty)
    #expect(stage.perform(.reportReferral(200)).isEmpty)
  }

  @Test(.rfc(3261, "15.1.2")) mutating func `a BYE while a REFER waits ends that with 487`() throws {
    let (tag, _) = try referred()
    let effects = stage.receive(try stage.caller.write("BYE", branch: "z9hG4bK-b", number: 3, toTag: tag))
    #expect(Set(effects.codes) == [200, 487])
  }
}
