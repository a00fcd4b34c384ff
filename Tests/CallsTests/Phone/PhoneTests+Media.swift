import Audio
import Calls
import SDP
import SIP
import Testing
import TrunklineTesting
import WireTesting

/// What is agreed on in offers and answers of a call.
extension PhoneTests {
  private static let key = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"

  private func offer(_ transport: String = "RTP/AVP", formats: String = "0 101", _ lines: String...) -> String {
    let text = ScriptedPhone.offer.replacing("RTP/AVP 0 101", with: "\(transport) \(formats)")
    return text + lines.map { "a=\($0)\r\n" }.joined()
  }

  private func crypto(_ key: String = key) -> String { "crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\(key)" }

  @Test(.rfc(4568, "5.1.2"), arguments: [MediaSecurity.allow, .require])
  func `encrypted media is answered with our key`(security: MediaSecurity) async throws {
    sip.receive(try caller.invite(body: offer("RTP/SAVP", crypto())))
    let call = try await nextCall()
    _ = try call.openMedia(security: security)
    call.answer()
    let answer = text(lastResponse())
    #expect(answer.contains("m=audio 16384 RTP/SAVP 0 101"))
    #expect(answer.contains("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:"))
    #expect(!answer.contains(Self.key))
    #expect(desk.all.first?.state.applied.first?.security?.suite == .aes128HMAC80)
  }

  @Test(arguments: [(MediaSecurity.disable, "RTP/SAVP", true), (.require, "RTP/AVP", false)])
  func `a policy that the offer cannot meet is refused with 488 and a sentence`(
    security: MediaSecurity, transport: String, hasKey: Bool
  ) async throws {
    sip.receive(try caller.invite(body: hasKey ? offer(transport, crypto()) : offer(transport)))
    let call = try await nextCall()
    let refusal = #expect(throws: MediaRefusal.self) { try call.openMedia(security: security) }
    #expect(refusal?.status == 488)
    #expect(refusal?.explanation.contains("media_encryption") == true)
    call.refuse(status: 488, phrase: "Not Acceptable Here", warning: refusal?.explanation)
    let response = lastResponse()
    #expect(response?.status == 488)
    #expect(response?.headers["Warning"]?.hasPrefix("399 trunkline \"encrypted media is") == true)
    #expect(desk.all.first?.state.isClosed == true)
  }

  @Test func `an offer of ours has keys, beside plain media where encryption is only allowed`() async throws {
    for (index, security) in [MediaSecurity.disable, .allow, .require].enumerated() {
      var caller = ScriptedPhone()
      caller.callID = "call-\(index)"
      caller.tag = "tag-\(index)"
      sip.receive(try caller.invite(body: nil))
      let call = try await nextCall()
      #expect(try call.openMedia(security: security).hz == 16000)
      call.answer()
      let offer = text(lastResponse())
      #expect(offer.contains(security == .require ? "RTP/SAVP 107 9 0 8" : "RTP/AVP 107 9 0 8"))
      #expect(offer.contains("a=crypto:1 AEAD_AES_256_GCM inline:") == (security != .disable))
    }
  }

  @Test(.rfc(4568, "7.1.4")) mutating func `a re-INVITE with a new key is answered with a new key, a refresh is not`()
    async throws
  {
    _ = try await answered(offer: offer("RTP/SAVP", crypto()))
    sip.receive(try caller.invite(sequence: 2, body: offer("RTP/SAVP", crypto())))
    let refresh = lastResponse()
    sip.receive(try caller.request("ACK", sequence: 2, branch: "z9hG4bK-ack2"))
    sip.receive(try caller.invite(sequence: 3, body: offer("RTP/SAVP", crypto(String(Self.key.reversed())))))
    let renewed = lastResponse()
    #expect(refresh?.status == 200 && renewed?.status == 200)
    let security = desk.all.first?.state.applied.map(\.security) ?? []
    #expect(security.count == 3)
    #expect(security[0] == security[1])
    #expect(security[1]?.sendKey != security[2]?.sendKey)
    #expect(security[1]?.receiveKeys != security[2]?.receiveKeys)
  }

  @Test mutating func `lesson 63: a re-INVITE may bring any codec, and the room keeps its rate`() async throws {
    let call = try await answered()
    for (sequence, formats, expected) in [(2, "9 101", AudioEncoding.g722), (3, "96 101", .opus), (4, "8 101", .pcma)] {
      let body = offer(formats: formats, "rtpmap:96 opus/48000/2")
      sip.receive(try caller.invite(sequence: sequence, body: body))
      #expect(lastResponse()?.status == 200)
      #expect(desk.all.first?.state.applied.last?.encoding == expected)
      sip.receive(try caller.request("ACK", sequence: sequence, branch: "z9hG4bK-ack\(sequence)"))
    }
    call.hangUp()
  }

  @Test(arguments: [("0 101", 8000), ("9", 16000), ("96", 24000)])
  func `the room has the rate of the first codec`(formats: String, hz: Int) async throws {
    sip.receive(try caller.invite(body: offer(formats: formats, "rtpmap:96 opus/48000/2")))
    #expect(try await nextCall().openMedia().hz == hz)
  }

  @Test(.rfc(3264, "6")) func `video and fax beside the audio are refused in their places`() async throws {
    let body =
      offer() + "m=video 5000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\nm=image 5002 udptl t38\r\n"
    sip.receive(try caller.invite(body: body))
    let call = try await nextCall()
    _ = try call.openMedia()
    call.answer()
    let answer = text(lastResponse())
    #expect(answer.contains("m=audio 16384 RTP/AVP"))
    #expect(answer.contains("m=video 0 RTP/AVP 96"))
    #expect(answer.contains("m=image 0 UDPTL t38") || answer.contains("m=image 0 udptl t38"))
  }

  @Test mutating func `keys by INFO are told, and once when they come as events too`() async throws {
    let call = try await answered()
    var events = call.events.makeAsyncIterator()
    #expect(await events.next() == .confirmed)
    func info(_ sequence: Int, _ body: String) throws {
      let text = try caller.request(
        "INFO", sequence: sequence, headers: ["Content-Type: application/dtmf-relay"])
      guard case .request(var request) = text else { return }
      request.body = Array(body.utf8)
      sip.receive(.request(request))
    }
    try info(2, "Signal=5\r\nDuration=160\r\n")
    #expect(await events.next() == .digit("5"))
    desk.all.first?.state.onEvent?(.digit("5"))
    desk.all.first?.state.onEvent?(.digit("6"))
    #expect(await events.next() == .digit("6"))
    call.dial("12#")
    #expect(desk.all.first?.state.dialled == ["12#"])
    call.dial("7x", by: .info)
    guard case .request(let sent)? = sip.takeSent().last else {
      Issue.record("nothing was sent")
      return
    }
    #expect(sent.method == .info)
    // As long as it sounds otherwise: pauses of a sequence count from its end.
    #expect(KeyPress(sent) == KeyPress("7", duration: .milliseconds(100)))
    #expect(desk.all.first?.state.dialled == ["12#"])
  }
}
