import SIP
import Testing
import WireTesting

struct KeyPressTests {
  private func info(_ body: String, _ type: String) -> SIPRequest {
    SIPRequest(
      method: .info, uri: SIPURI(host: "h"), headers: ["Content-Type": type], body: Array(body.utf8))
  }

  @Test(arguments: [
    ("Signal=5\r\nDuration=160\r\n", "5", 160), ("Signal= #\nDuration= 200", "#", 200), ("signal:*", "*", 250),
    ("SIGNAL=d\r\nDURATION=x", "D", 250), ("Signal=11\r\n", "#", 250), ("Signal=10", "*", 250),
    ("Duration=99999999\r\nSignal=0", "0", 250), ("Signal=1\r\nDuration=1", "1", 40),
    ("Signal=1\r\nDuration=60000", "1", 10_000),
  ])
  func `a dtmf-relay body is read however it is written`(body: String, key: Character, milliseconds: Int) {
    let press = KeyPress(info(body, "Application/DTMF-Relay; charset=x"))
    #expect(press?.key == key)
    #expect(press?.duration == .milliseconds(milliseconds))
  }

  @Test(arguments: [("5", "5"), (" * \r\n", "*"), ("Signal=7", "7"), ("15", "D")])
  func `a dtmf body is the key alone`(body: String, key: Character) {
    #expect(KeyPress(info(body, "application/dtmf"))?.key == key)
  }

  @Test(arguments: [
    ("", "application/dtmf"), ("x", "application/dtmf"), ("55", "application/dtmf"), ("5", "text/plain"),
    ("Signal=16", "application/dtmf-relay"), ("Signal=", "application/dtmf-relay"),
    ("Duration=160", "application/dtmf-relay"), (String(repeating: "5", count: 300), "application/dtmf"),
  ])
  func `what is no key is none`(body: String, type: String) {
    #expect(KeyPress(info(body, type)) == nil)
  }

  @Test(arguments: [KeyPress.Format.relay, .plain]) func `what is written reads back`(format: KeyPress.Format) throws {
    for key in "0123456789*#ABCD" {
      let press = try #require(KeyPress(key))
      #expect(KeyPress(info(String(decoding: press.body(format), as: UTF8.self), format.rawValue)) == press)
    }
    #expect(KeyPress("E") == nil)
    #expect(KeyPress("a")?.key == "A")
  }
}
