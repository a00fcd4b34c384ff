import SIP
import Testing
import WireTesting

/// Calls of ours that are refused, challenged or given up.
struct CallFailureTests {
  var stage = Stage()

  private func challenge(_ realm: String = "carrier", nonce: String = "n1", more: String = "") -> String {
    "Digest realm=\"\(realm)\", nonce=\"\(nonce)\", algorithm=MD5, qop=\"auth\"\(more)"
  }

  private func refusal(_ effects: [Effect]) -> CallRefusal? {
    for case .ended(.refused(let refusal)) in effects.events { return refusal }
    return nil
  }

  // MARK: Refusals

  @Test(.rfc(3261, "17.1.1.3"), .lesson(57), .lesson(101))
  mutating func `a refusal tells its code, phrase, Reason, Warning and the carrier's own error`() throws {
    let invite = try stage.place()
    let effects = stage.respond(
      403, to: invite,
      headers: [
        "Reason: Q.850;cause=21", "Warning: 399 gw \"cps limit exceeded\"", "X-Twilio-Error: 32203 blocked",
        "Retry-After: 30 (later)",
      ])
    #expect(effects.requests.map(\.method) == [.ack])
    let refusal = try #require(self.refusal(effects))
    #expect(refusal.status.code == 403)
    #expect(refusal.phrase == "Forbidden")
    #expect(refusal.reasons == ["Q.850;cause=21"])
    #expect(refusal.warnings == ["399 gw \"cps limit exceeded\""])
    #expect(refusal.carrierError == "32203 blocked")
    #expect(refusal.retryAfterSeconds == 30)
    #expect(stage.agent.legCount == 0)
    #expect(stage.respond(403, to: invite).requests.map(\.method) == [.ack])
  }

  @Test(.rfc(3261, "8.1.3.4")) mutating func `a redirection is reported with its targets, best first`() throws {
    let invite = try stage.place()
    let effects = stage.respond(
      302, to: invite, headers: ["Contact: <sip:low@h>;q=0.1, <sip:high@h>;q=0.9", "Contact: <sip:plain@h>"])
    #expect(refusal(effects)?.targets.map(\.uri.user) == ["plain", "high", "low"])
  }

  // MARK: Challenges

  @Test(.rfc(3261, "22.2"), .lesson(49), .lesson(50), .lesson(17), .lesson(54), .lesson(56), arguments: [401, 407])
  mutating func `a challenge is answered with the same Call-ID, From and To, and the next number`(code: Int) throws {
    let first = try stage.place {
      $0.target = SIPURI("sip:+4930@203.0.113.5:5061;transport=udp") ?? $0.target
      $0.identity = DigestIdentity(username: "us", password: "secret")
    }
    let header = code == 401 ? "WWW-Authenticate" : "Proxy-Authenticate"
    let effects = stage.respond(code, to: first, headers: ["\(header): \(challenge())"])
    #expect(effects.requests.map(\.method) == [.ack, .invite])
    let second = try #require(effects.requests.last)
    for name in ["Call-ID", "From", "To", "Contact"] as [SIPHeaderName] {
      #expect(second.headers[name] == first.headers[name])
    }
    #expect(second.headers["CSeq"] == "2 INVITE")
    #expect(second.headers.elements("Via") != first.headers.elements("Via"))
    #expect(second.headers.count(of: "Via") == 1)
    #expect(second.body == first.body)
    let answer = try #require(
      second.headers[code == 401 ? "Authorization" : "Proxy-Authorization"].flatMap { DigestCredentials($0) })
    #expect(answer.uri == "sip:+4930@203.0.113.5:5061;transport=udp")
    #expect(answer.username == "us")
    #expect(effects.events.isEmpty)
    let ack = try #require(stage.respond(200, to: second).requests.first)
    #expect(ack.headers["CSeq"] == "2 ACK")
    #expect(ack.headers.count(of: "Authorization") + ack.headers.count(of: "Proxy-Authorization") == 1)
  }

  @Test(.rfc(3261, "22.1"), .lesson(42)) mutating func `a password refused once is not tried again`() throws {
    var invite = try stage.place { $0.identity = DigestIdentity(username: "us", password: "wrong") }
    invite = try #require(
      stage.respond(401, to: invite, headers: ["WWW-Authenticate: \(challenge())"]).requests.last)
    let effects = stage.respond(401, to: invite, headers: ["WWW-Authenticate: \(challenge(nonce: "n2"))"])
    #expect(refusal(effects)?.status.code == 401)
    #expect(effects.requests.map(\.method) == [.ack])
  }

  @Test(.rfc(7616, "3.3"), .lesson(42))
  mutating func `a stale nonce is replaced, but a peer that always says stale is left after a few`() throws {
    var invite = try stage.place { $0.identity = DigestIdentity(username: "us", password: "secret") }
    var attempts = 0
    while attempts < 50 {
      let header = "WWW-Authenticate: \(challenge(nonce: "n\(attempts)", more: ", stale=true"))"
      let effects = stage.respond(401, to: invite, headers: [header])
      guard let next = effects.requests.first(where: { $0.method == .invite }) else { break }
      invite = next
      attempts += 1
    }
    #expect(attempts == 4)
    #expect(stage.agent.legCount == 0)
  }

  @Test(.rfc(8760, "2.4")) mutating func `of several challenges the first that we know is answered`() throws {
    let invite = try stage.place { $0.identity = DigestIdentity(username: "us", password: "secret") }
    let effects = stage.respond(
      401, to: invite,
      headers: [
        "WWW-Authenticate: Digest realm=\"carrier\", nonce=\"n0\", algorithm=FUTURE-1, qop=\"auth\"",
        "WWW-Authenticate: Digest realm=\"carrier\", nonce=\"n1\", algorithm=SHA-256, qop=\"auth\"",
        "WWW-Authenticate: \(challenge(nonce: "n2"))",
      ])
    let answers = effects.requests.last?.headers.all("Authorization").compactMap { DigestCredentials($0.value) }
    #expect(answers?.map(\.nonce) == ["n1"])
    #expect(answers?.map(\.algorithm) == [.sha256])
  }

  @Test(.rfc(3261, "22.3")) mutating func `a proxy and then the callee may each ask, and both are answered`() throws {
    var invite = try stage.place { $0.identity = DigestIdentity(username: "us", password: "secret") }
    invite = try #require(
      stage.respond(407, to: invite, headers: ["Proxy-Authenticate: \(challenge("proxy"))"]).requests.last)
    invite = try #require(
      stage.respond(401, to: invite, headers: ["WWW-Authenticate: \(challenge("home"))"]).requests.last)
    #expect(invite.method == .invite)
    #expect(invite.headers["Proxy-Authorization"].flatMap { DigestCredentials($0) }?.realm == "proxy")
    #expect(invite.headers["Authorization"].flatMap { DigestCredentials($0) }?.realm == "home")
  }

  @Test(.lesson(53), arguments: ["Digest", "Basic realm=\"x\"", "Digest realm=\"carrier\"", ",,,"])
  mutating func `a challenge that cannot be read ends the call without another try`(text: String) throws {
    let invite = try stage.place { $0.identity = DigestIdentity(username: "us", password: "secret") }
    let effects = stage.respond(401, to: invite, headers: ["WWW-Authenticate: \(text)"])
    #expect(refusal(effects)?.status.code == 401)
  }

  @Test mutating func `another realm than ours gets no credentials, and neither does a call without identity`() throws {
    let invite = try stage.place { $0.identity = DigestIdentity(username: "us", password: "x", realm: "ours") }
    #expect(
      refusal(stage.respond(401, to: invite, headers: ["WWW-Authenticate: \(challenge("theirs"))"])) != nil)
    var other = Stage()
    let bare = try other.place()
    #expect(refusal(other.respond(407, to: bare, headers: ["Proxy-Authenticate: \(challenge())"])) != nil)
  }

  @Test(.rfc(3261, "22.2"))
  mutating func `a BYE is challenged like an INVITE, and later requests are authorized at once`()
    throws
  {
    _ = try stage.talking { $0.identity = DigestIdentity(username: "us", password: "secret") }
    let bye = try #require(stage.perform(.hangUp(), on: Stage.placed).requests.first)
    let again = stage.respond(407, to: bye, headers: ["Proxy-Authenticate: \(challenge())"])
    #expect(again.events.isEmpty)
    let second = try #require(again.requests.first)
    #expect(second.headers["CSeq"] == "3 BYE")
    #expect(second.headers["Proxy-Authorization"] != nil)
    #expect(stage.respond(200, to: second).events == [.ended(.localHangUp)])
  }

  @Test func `an identity never shows its password`() {
    let identity = DigestIdentity(username: "us", password: "hunter2")
    #expect(!"\(identity) \(String(reflecting: identity)) \([identity])".contains("hunter2"))
    var call = OutgoingCall(
      target: SIPURI(host: "h"), from: NameAddress(uri: SIPURI(host: "f")), offer: [],
      destination: Destination(flow: nil, transport: .udp, address: HostPort(host: "h", port: 1)))
    call.identity = identity
    #expect(!String(reflecting: LegCommand.place(call)).contains("hunter2"))
  }

  // MARK: Giving up

  @Test(.rfc(3261, "9.1"), .lesson(38), .lesson(40))
  mutating func `a hang-up before any response waits for one, then sends CANCEL with its headers`() throws {
    let invite = try stage.place()
    let headers = ["Reason: SIP;cause=200;text=\"Call completed elsewhere\""].fields
    #expect(stage.perform(.hangUp(headers: headers), on: Stage.placed).isEmpty)
    let cancel = try #require(stage.respond(100, to: invite, tag: nil).requests.first)
    #expect(cancel.method == .cancel)
    #expect(cancel.headers["Via"] == invite.headers["Via"])
    #expect(cancel.headers["CSeq"] == "1 CANCEL")
    #expect(cancel.headers["Reason"] == "SIP;cause=200;text=\"Call completed elsewhere\"")
    #expect(stage.respond(200, to: cancel).isEmpty)
    let ended = stage.respond(487, to: invite)
    #expect(ended.requests.map(\.method) == [.ack])
    #expect(ended.events == [.ended(.localHangUp)])
  }

  @Test(.rfc(3261, "9.1")) mutating func `a hang-up while it rings cancels at once, and only once`() throws {
    let invite = try stage.place()
    _ = stage.respond(180, to: invite)
    #expect(stage.perform(.hangUp(), on: Stage.placed).requests.map(\.method) == [.cancel])
    #expect(stage.perform(.hangUp(), on: Stage.placed).isEmpty)
    #expect(stage.respond(183, to: invite).isEmpty)
  }

  @Test(.rfc(3261, "9.1"), .lesson(39))
  mutating func `a 200 that crosses the CANCEL is acknowledged and hung up`() throws {
    let invite = try stage.place()
    _ = stage.respond(180, to: invite)
    _ = stage.perform(.hangUp(), on: Stage.placed)
    let crossed = stage.respond(200, to: invite)
    #expect(crossed.requests.map(\.method) == [.ack, .bye])
    #expect(crossed.events.isEmpty)
    let bye = try #require(crossed.requests.last)
    #expect(stage.respond(200, to: bye).events == [.ended(.localHangUp)])
    #expect(stage.agent.legCount == 0)
  }

  @Test(.rfc(3261, "9.1"), .lesson(39))
  mutating func `a 200 that is the first response to an INVITE given up is acknowledged and hung up`() throws {
    let invite = try stage.place()
    _ = stage.perform(.hangUp(), on: Stage.placed)
    #expect(stage.respond(200, to: invite).requests.map(\.method) == [.ack, .bye])
  }

  @Test(.rfc(3261, "9.1")) mutating func `a cancelled INVITE that never gets a final response is over after 32 s`()
    throws
  {
    let invite = try stage.place()
    _ = stage.respond(180, to: invite)
    let cancel = try #require(stage.perform(.hangUp(), on: Stage.placed).requests.first)
    _ = stage.respond(200, to: cancel)
    let happened = stage.pass(until: .seconds(60))
    #expect(happened.last?.effect == .event(Stage.placed, .ended(.localHangUp)))
    #expect(happened.last?.at == .seconds(32))
    #expect(stage.agent.deadline == nil)
  }

  @Test(.rfc(3261, "13.2.2.4")) mutating func `a hang-up before our answer to their offer acknowledges first`() throws {
    let invite = try stage.place { $0.offer = [] }
    _ = stage.respond(200, to: invite, body: "v=0 theirs")
    #expect(stage.perform(.hangUp(), on: Stage.placed).requests.map(\.method) == [.ack, .bye])
  }
}
