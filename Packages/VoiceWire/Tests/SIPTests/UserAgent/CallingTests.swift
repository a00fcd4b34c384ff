import SIP
import Testing
import WireTesting

/// Calls of ours, from INVITE to ACK.
struct CallingTests {
  var stage = Stage()

  @Test(.rfc(3261, "13.2.1")) mutating func `an INVITE says who calls, what it can, and where it is`() throws {
    let invite = try stage.place { call in
      call.headers = ["P-Asserted-Identity: <sip:+49170@carrier>", "Privacy: id", "X-Batch: 7"].fields
      call.to = NameAddress(displayName: "Bob", uri: call.target)
    }
    #expect(invite.uri.description == "sip:+4930123456@203.0.113.5")
    #expect(invite.headers["From"]?.hasPrefix("\"Agent\" <sip:+49170@198.51.100.1>;tag=") == true)
    #expect(invite.headers["To"] == "\"Bob\" <sip:+4930123456@203.0.113.5>")
    #expect(invite.headers["CSeq"] == "1 INVITE")
    #expect(invite.headers["Contact"] == "<sip:198.51.100.1:5060>")
    #expect(invite.headers["Max-Forwards"] == "70")
    #expect(invite.headers["Allow"]?.contains("UPDATE") == true)
    #expect(invite.headers["P-Asserted-Identity"] == "<sip:+49170@carrier>")
    #expect(invite.headers["X-Batch"] == "7")
    #expect(invite.headers["Content-Type"] == "application/sdp")
    let via = try #require(invite.headers.elements("Via").first.flatMap { Via($0) })
    #expect(via.uniqueBranch != nil)
    #expect(via.host == "198.51.100.1")
    #expect(stage.agent.legs == [Stage.placed])
  }

  @Test(.rfc(3261, "8.1.2"), .lesson(6), .lesson(7))
  mutating func `an outbound proxy is the first Route, and a strict one becomes the target`() throws {
    let loose = NameAddress(uri: try #require(SIPURI("sip:203.0.113.9;lr")))
    #expect(try stage.place { $0.routes = [loose] }.headers.all("Route").map(\.value) == ["<sip:203.0.113.9;lr>"])
    var other = Stage()
    let strict = NameAddress(uri: try #require(SIPURI("sip:203.0.113.9")))
    let invite = try other.place { $0.routes = [strict] }
    #expect(invite.uri.description == "sip:203.0.113.9")
    #expect(invite.headers.all("Route").map(\.value) == ["<sip:+4930123456@203.0.113.5>"])
  }

  @Test(.rfc(3261, "13.2.2.4"), .lesson(35))
  mutating func `a 200 is acknowledged at once, and again each time it comes`() throws {
    let invite = try stage.place()
    let trying = stage.respond(100, to: invite, tag: nil)
    guard trying.requests.isEmpty, case .progressed? = trying.events.first else {
      Issue.record("not told of the 100")
      return
    }
    let ringing = stage.respond(180, to: invite)
    guard case .progressed(let response)? = ringing.events.first else {
      Issue.record("not told of the 180")
      return
    }
    #expect(response.status.code == 180)
    let accepted = stage.respond(200, to: invite, body: "v=0 theirs")
    let ack = try #require(accepted.requests.first)
    #expect(ack.method == .ack)
    #expect(ack.headers["CSeq"] == "1 ACK")
    #expect(ack.headers["To"]?.hasSuffix(";tag=bob") == true)
    #expect(ack.uri.description == "sip:bob@203.0.113.5:5060")
    #expect(ack.headers["Via"] != invite.headers["Via"])
    #expect(accepted.events.count == 1)
    let repeated = stage.respond(200, to: invite, body: "v=0 theirs")
    #expect(repeated.requests == [ack])
    #expect(repeated.events.isEmpty)
    #expect(stage.pass(until: .seconds(100)).isEmpty)
  }

  @Test(.rfc(3261, "13.2.2.4"), .lesson(1), .lesson(2), .lesson(5), .lesson(8), .lesson(31))
  mutating func `the ACK takes the recorded route in reverse to the Contact of the 200, not the way of the INVITE`()
    throws
  {
    let preset = NameAddress(uri: try #require(SIPURI("sip:203.0.113.1;lr")))
    let invite = try stage.place { $0.routes = [preset] }
    let ack = try #require(
      stage.respond(
        200, to: invite, headers: ["Record-Route: <sip:203.0.113.8;lr>", "Record-Route: <sip:203.0.113.7:5070;lr>"],
        contact: "<sip:bob@203.0.113.77:5099>"
      ).first)
    guard case .send(.request(let request), let destination, _) = ack else {
      Issue.record("no ACK")
      return
    }
    #expect(request.headers.all("Route").map(\.value) == ["<sip:203.0.113.7:5070;lr>", "<sip:203.0.113.8;lr>"])
    #expect(request.uri.description == "sip:bob@203.0.113.77:5099")
    #expect(destination.address == HostPort(host: "203.0.113.7", port: 5070))
  }

  @Test(.rfc(3261, "12.2.1.1")) mutating func `a strict router in the route set becomes the target of the ACK and BYE`()
    throws
  {
    let invite = try stage.place()
    let accepted = stage.respond(200, to: invite, headers: ["Record-Route: <sip:203.0.113.7>"])
    #expect(accepted.requests.first?.uri.description == "sip:203.0.113.7")
    #expect(accepted.requests.first?.headers["Route"] == "<sip:bob@203.0.113.5:5060>")
    let bye = try #require(stage.perform(.hangUp(), on: Stage.placed).requests.first)
    #expect(bye.uri.description == "sip:203.0.113.7")
    #expect(bye.headers["CSeq"] == "2 BYE")
  }

  @Test(.rfc(3261, "13.2.2.4"))
  mutating func `several phones ring, the first 200 wins, every other is acknowledged and hung up once`() throws {
    let invite = try stage.place()
    #expect(stage.respond(180, to: invite, tag: "a").events.count == 1)
    #expect(stage.respond(183, to: invite, tag: "b").events.count == 1)
    #expect(stage.respond(200, to: invite, tag: "b").requests.map(\.method) == [.ack])
    let other = stage.respond(200, to: invite, tag: "a", contact: "<sip:a@203.0.113.6>")
    #expect(other.requests.map(\.method) == [.ack, .bye])
    #expect(other.requests.map(\.uri.description) == ["sip:a@203.0.113.6", "sip:a@203.0.113.6"])
    #expect(other.events.isEmpty)
    #expect(stage.respond(200, to: invite, tag: "a").requests.map(\.method) == [.ack])
    #expect(stage.agent.legs == [Stage.placed])
    #expect(try stage.bob("BYE", in: invite, tag: "a").codes == [481])
    #expect(try stage.bob("BYE", in: invite, number: 2, tag: "b").codes == [200])
  }

  @Test(.rfc(3261, "13.2.2.4")) mutating func `another phone that answers after the call is over is hung up too`()
    throws
  {
    let invite = try stage.talking()
    _ = try stage.bob("BYE", in: invite)
    #expect(stage.agent.legCount == 0)
    #expect(stage.respond(200, to: invite, tag: "late").requests.map(\.method) == [.ack, .bye])
  }

  @Test mutating func `a peer that answers as a thousand phones aims no thousand calls of ours at others`() throws {
    let invite = try stage.talking()
    func answers(_ range: Range<Int>, _ stage: inout Stage) -> Int {
      var count = 0
      for index in range {
        count += stage.respond(200, to: invite, tag: "t\(index)", contact: "<sip:x@198.18.0.1>").requests.count
      }
      return count
    }
    #expect(answers(0..<1000, &stage) == 64)
    _ = try stage.bob("BYE", in: invite)
    #expect(answers(1000..<2000, &stage) == 0)
  }

  @Test(.rfc(3261, "13.2.1"), .lesson(66))
  mutating func `without our offer the ACK waits for our answer, however often the 200 comes`() throws {
    let invite = try stage.place { $0.offer = [] }
    #expect(invite.headers["Content-Type"] == nil)
    let accepted = stage.respond(200, to: invite, body: "v=0 theirs")
    #expect(accepted.requests.isEmpty)
    #expect(accepted.events.count == 1)
    #expect(stage.respond(200, to: invite, body: "v=0 theirs").isEmpty)
    let ack = try #require(
      stage.perform(.sendAnswer(body: Array("v=0 ours".utf8)), on: Stage.placed).requests.first)
    #expect(ack.body == Array("v=0 ours".utf8))
    #expect(ack.headers["Content-Type"] == "application/sdp")
    #expect(stage.respond(200, to: invite, body: "v=0 theirs").requests == [ack])
  }

  @Test(.rfc(3261, "12.2.2"), .lesson(15), .lesson(60))
  mutating func `the callee's requests inside the call find it by their To tag`() throws {
    let invite = try stage.talking()
    #expect(try stage.bob("INFO", in: invite, number: 7).codes == [200])
    let asked = try stage.bob("INVITE", in: invite, number: 8, headers: ["Contact: <sip:bob@203.0.113.5>"], body: "v=0")
    #expect(asked.codes == [100])
    let ended = try stage.bob("BYE", in: invite, number: 9, headers: ["Reason: Q.850;cause=16"])
    #expect(ended.codes == [200, 487])
    #expect(ended.events == [.ended(.remoteHangUp(reasons: ["Q.850;cause=16"]))])
  }

  @Test(.rfc(3261, "17.1.1.2")) mutating func `an INVITE nobody answers ends the call at 32 s`() throws {
    _ = try stage.place()
    let happened = stage.pass(until: .seconds(40))
    #expect(happened.map(\.effect).requests.count == 6)
    #expect(happened.last?.effect == .event(Stage.placed, .ended(.unanswered)))
    #expect(happened.last?.at == .seconds(32))
  }

  @Test mutating func `an INVITE that cannot be sent ends the call at once`() throws {
    let invite = try stage.place()
    let effects = stage.agent.sendFailed(.request(invite), at: stage.now)
    #expect(effects.events == [.ended(.transportLost)])
  }

  @Test(.rfc(3261, "18.2.2"), .lesson(8), .lesson(10))
  mutating func `on TCP the connection is kept for the same host, another host is called anew`() throws {
    stage.flow.transport = .tcp
    let invite = try stage.place()
    stage.flow.connection = 7
    let near = stage.respond(180, to: invite)
    #expect(near.events.count == 1)
    let ack = try #require(stage.respond(200, to: invite).destinations.first)
    #expect(ack.flow?.connection == 7)
    let far = try stage.bob(
      "UPDATE", in: invite, number: 3, headers: ["Contact: <sip:bob@203.0.113.99:5062;transport=tcp>"])
    #expect(far.codes == [200])
    let bye = try #require(stage.perform(.hangUp(), on: Stage.placed).destinations.first)
    #expect(bye == Destination(flow: nil, transport: .tcp, address: HostPort(host: "203.0.113.99", port: 5062)))
  }

  @Test(.lesson(9)) mutating func `a private Contact of a public peer is not followed`() throws {
    let invite = try stage.place()
    _ = stage.respond(200, to: invite, contact: "<sip:bob@10.1.2.3>")
    #expect(stage.perform(.hangUp(), on: Stage.placed).destinations.map(\.address) == [stage.calleeFlow.remote])
  }

  @Test mutating func `while draining and beyond the limit no call goes out`() throws {
    stage = Stage(.init(maximumLegs: 1))
    _ = try stage.place()
    let call = OutgoingCall(
      target: SIPURI(host: "h"), from: NameAddress(uri: SIPURI(host: "f")), offer: [],
      destination: Destination(stage.calleeFlow))
    let refused = stage.perform(.place(call), on: LegID.placed(2))
    #expect(refused == [.event(LegID.placed(2), .ended(.refused(CallRefusal(status: 503))))])
    #expect(stage.perform(.place(call), on: Stage.placed).isEmpty)
  }
}
