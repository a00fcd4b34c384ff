import SIP
import Testing
import WireTesting

/// Faults that other products had with real carriers, and that no test of a rule keeps by itself.
struct LessonTests {
  var stage = Stage()

  @Test(.lesson(11)) mutating func `Contact carries an address, not a name`() throws {
    _ = stage.receive(try stage.caller.invite())
    let contact = try #require(
      stage.perform(.ring()).responses.first?.headers["Contact"].flatMap { NameAddress($0) })
    #expect(contact.uri.hostPort.isAddress)
    #expect(contact.uri.hostPort == stage.flow.local)
  }

  @Test(.lesson(19)) mutating func `refusals carry Contact, because some peers cannot acknowledge without`() throws {
    _ = stage.receive(try stage.caller.invite())
    #expect(stage.perform(.reject(486)).responses.first?.headers["Contact"] != nil)
  }

  @Test(.lesson(17), .rfc(3261, "8.2.7"))
  mutating func `a call keeps our tag over a challenge, and two calls of one caller have two`() throws {
    _ = stage.receive(try stage.caller.invite())
    let challenged = stage.perform(.reject(401)).responses.first?.toTag
    stage.caller.number = 2
    _ = stage.receive(try stage.caller.invite(branch: "z9hG4bK-2"))
    #expect(stage.perform(.ring(), on: LegID(2)).responses.first?.toTag == challenged)
    stage.caller.callID = "another"
    _ = stage.receive(try stage.caller.invite(branch: "z9hG4bK-3"))
    #expect(stage.perform(.ring(), on: LegID(3)).responses.first?.toTag != challenged)
  }

  @Test(.lesson(51), .rfc(3261, "22.2"))
  mutating func `challenges of two calls that we place at once are kept apart`() throws {
    let identity = DigestIdentity(username: "us", password: "secret")
    let first = try stage.place { $0.identity = identity }
    var call = OutgoingCall(
      target: SIPURI(user: "x", host: "203.0.113.5"), from: NameAddress(uri: SIPURI(user: "+49170", host: "h")),
      offer: [], destination: Destination(stage.calleeFlow))
    call.identity = identity
    let second = try #require(stage.perform(.place(call), on: .placed(2)).requests.first)
    func challenge(_ nonce: String) -> [String] { ["WWW-Authenticate: Digest realm=\"r\", nonce=\"\(nonce)\""] }
    let one = stage.respond(401, to: first, headers: challenge("one")).requests.last
    let two = stage.respond(401, to: second, headers: challenge("two")).requests.last
    #expect(one?.headers["Authorization"].flatMap { DigestCredentials($0) }?.nonce == "one")
    #expect(two?.headers["Authorization"].flatMap { DigestCredentials($0) }?.nonce == "two")
    #expect(first.headers["Call-ID"] != second.headers["Call-ID"])
  }

  @Test(.lesson(53)) mutating func `a challenge with its algorithm in lower case is answered`() throws {
    let invite = try stage.place { $0.identity = DigestIdentity(username: "us", password: "secret") }
    let again = stage.respond(
      401, to: invite, headers: ["WWW-Authenticate: digest REALM=\"r\",nonce=\"n\",algorithm=md5,qop=\"auth,auth-int\""]
    )
    #expect(again.requests.last?.headers["Authorization"] != nil)
  }

  @Test(.lesson(41)) mutating func `a call that is placed twice under one name goes out once`() throws {
    let invite = try stage.place()
    let call = OutgoingCall(
      target: invite.uri, from: NameAddress(uri: invite.uri), offer: [], destination: Destination(stage.calleeFlow))
    #expect(stage.perform(.place(call), on: Stage.placed).isEmpty)
  }

  @Test(.lesson(36), .rfc(3261, "9.2")) mutating func `a CANCEL while it rings gets 200, and the INVITE 487, not 486`()
    throws
  {
    _ = stage.receive(try stage.caller.invite())
    _ = stage.perform(.ring())
    #expect(stage.receive(try stage.caller.write("CANCEL")).codes == [200, 487])
  }

  @Test(.rfc(3261, "9.2")) mutating func `a CANCEL of a re-INVITE ends that alone`() throws {
    let tag = try stage.established()
    _ = stage.receive(try stage.caller.write("INVITE", branch: "z9hG4bK-re", number: 2, toTag: tag, body: "v=0"))
    let cancelled = stage.receive(try stage.caller.write("CANCEL", branch: "z9hG4bK-re", number: 2, toTag: tag))
    #expect(cancelled.codes == [200, 487])
    #expect(cancelled.events == [.reofferCancelled])
    #expect(stage.perform(.answerReoffer(body: Array("v=0".utf8))).isEmpty)
    #expect(stage.agent.legCount == 1)
    #expect(
      stage.receive(try stage.caller.write("INVITE", branch: "z9hG4bK-r3", number: 3, toTag: tag, body: "v=0")).codes
        == [100])
  }

  @Test(.lesson(77), .lesson(78)) mutating func `a BYE carries the product's headers and our name`() throws {
    _ = try stage.talking()
    let bye = try #require(
      stage.perform(.hangUp(headers: ["X-Outcome: sold", "Reason: Q.850;cause=16"].fields), on: Stage.placed)
        .requests.first)
    #expect(bye.headers["X-Outcome"] == "sold")
    #expect(bye.headers["Reason"] == "Q.850;cause=16")
    #expect(bye.headers["User-Agent"] == "Trunkline")
  }

  @Test(.lesson(4)) mutating func `we record no route of ours, so none leads back to us`() throws {
    _ = stage.receive(try stage.caller.invite(headers: ["Record-Route: <sip:203.0.113.8;lr>"]))
    let ok = try #require(stage.perform(.answer(body: Array("v=0".utf8))).responses.first)
    #expect(ok.headers.all("Record-Route").map(\.value) == ["<sip:203.0.113.8;lr>"])
  }

  @Test(.lesson(55), .lesson(52)) mutating func `the product's own challenge goes out as it is`() throws {
    _ = stage.receive(try stage.caller.invite())
    let refusal = stage.perform(.reject(401, headers: ["WWW-Authenticate": "Digest realm=\"mine\", nonce=\"n\""]))
    #expect(refusal.responses.first?.headers["WWW-Authenticate"]?.contains("realm=\"mine\"") == true)
  }
}
