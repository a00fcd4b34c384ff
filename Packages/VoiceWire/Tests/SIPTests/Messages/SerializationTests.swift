import SIP
import Testing
import WireTesting

/// Messages as they are written.
struct SerializationTests {
  @Test(.rfc(3261, "20.14"), .lesson(69), arguments: ["REFER", "BYE", "NOTIFY", "INVITE"])
  func `every message says its length, so that the next one on the stream is found`(method: String) {
    let uri = SIPURI(user: "1", host: "192.0.2.1")
    let short = SIPMessage.request(SIPRequest(method: SIPMethod(rawValue: method), uri: uri))
    let long = SIPMessage.request(
      SIPRequest(
        method: SIPMethod(rawValue: method), uri: uri, headers: [.contentLength: "3"], body: Array("v=0 and more".utf8))
    )
    var framer = SIPStreamFramer()
    framer.append(short.serialized() + long.serialized() + short.serialized())
    for body in ["", "v=0 and more", ""] {
      guard case .message(let message) = framer.next() else {
        Issue.record("the stream is out of frame")
        return
      }
      #expect(message.body == Array(body.utf8))
      #expect(message.headers[.contentLength] == "\(body.utf8.count)")
    }
    #expect(!framer.isInsideMessage)
  }

  @Test(.rfc(3261, "7.3.1"), .lesson(28))
  func `headers, their repeats and their parameters are written in the order in which they came`() throws {
    let text = """
      SUBSCRIBE sip:1@h;b=2;a=1 SIP/2.0
      v: SIP/2.0/UDP h;rport;branch=z9hG4bK1;alias
      X-Last: z;b;a=1
      f: <sip:a@h;z=1;y=2>;tag=t;x=3
      X-Last: a
      Content-Length: 0


      """
    #expect(try message(text).serialized() == wire(text))
  }
}
