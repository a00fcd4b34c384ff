import SIP
import Testing
import WireTesting

/// INFO, OPTIONS and MESSAGE inside a call.
struct MidCallTests {
  var stage = Stage()

  @Test(.rfc(6086, "4.2.1")) mutating func `a key goes out by INFO, and its answer is told`() throws {
    _ = try stage.talking()
    let key = try #require(KeyPress("5", duration: .milliseconds(160)))
    let info = try #require(stage.perform(.press(key, .relay), on: Stage.placed).requests.first)
    #expect(info.headers["CSeq"] == "2 INFO")
    #expect(info.headers["Content-Type"] == "application/dtmf-relay")
    #expect(info.body == Array("Signal=5\r\nDuration=160\r\n".utf8))
    #expect(stage.respond(200, to: info).events == [.answered(.info, 200)])
    let other = try #require(
      stage.perform(.info(body: Array("x".utf8), contentType: "text/plain"), on: Stage.placed).requests.first)
    #expect(other.headers["Content-Type"] == "text/plain")
    #expect(stage.respond(415, to: other).events == [.answered(.info, 415)])
    #expect(stage.agent.legCount == 1)
  }

  @Test(.rfc(6086, "4.2.2")) mutating func `an INFO of a package we do not take gets 469`() throws {
    let invite = try stage.talking()
    let refused = try stage.bob("INFO", in: invite, headers: ["Info-Package: foo"])
    #expect(refused.codes == [469])
    #expect(refused.responses.first?.headers["Recv-Info"] == "")
    #expect(refused.events.isEmpty)
  }

  @Test(.rfc(3261, "11.1")) mutating func `a probe asks by OPTIONS, and a peer that lost the call ends it`() throws {
    _ = try stage.talking()
    let probe = try #require(stage.perform(.probe, on: Stage.placed).requests.first)
    #expect(probe.method == .options)
    #expect(stage.respond(200, to: probe).events == [.answered(.options, 200)])
    let second = try #require(stage.perform(.probe, on: Stage.placed).requests.first)
    let lost = stage.respond(481, to: second)
    #expect(lost.events == [.answered(.options, 481), .ended(.dialogLost(481))])
    #expect(lost.requests.map(\.method) == [.bye])
  }

  @Test(.rfc(3261, "12.2.1.2")) mutating func `a probe nobody answers ends the call`() throws {
    _ = try stage.talking()
    _ = stage.perform(.probe, on: Stage.placed)
    let happened = stage.pass(until: .seconds(32)).map(\.effect)
    #expect(happened.events == [.answered(.options, 408), .ended(.dialogLost(408))])
    #expect(happened.requests.last?.method == .bye)
  }

  @Test(
    .rfc(3428, "7"), .lesson(21),
    arguments: [
      ("MESSAGE", 405), ("OPTIONS", 200), ("SUBSCRIBE", 489), ("FROBNICATE", 405), ("REFER", 405),
    ])
  mutating func `what a call has no use for is refused, with what it has use for`(method: String, code: Int) throws {
    let invite = try stage.talking()
    let response = try #require(try stage.bob(method, in: invite, body: "hello", type: "text/plain").responses.first)
    #expect(response.status.code == code)
    #expect((response.headers["Allow"] != nil) == (code == 405 || code == 200))
    #expect(stage.agent.legCount == 1)
  }

  @Test(.lesson(21)) mutating func `a heartbeat outside of calls is answered 200`() throws {
    #expect(stage.receive(try stage.caller.write("OPTIONS")).codes == [200])
  }

  @Test(.lesson(18)) mutating func `a stray ACK of our call is never answered`() throws {
    let invite = try stage.talking()
    #expect(try stage.bob("ACK", in: invite).isEmpty)
  }
}
