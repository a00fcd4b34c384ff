import SDP
import Testing
import WireTesting

struct OfferAnswerTests {
  private let local = LocalMedia(sessionID: 77, address: "192.0.2.1", port: 16384)

  private func offer(_ lines: String...) throws -> SessionDescription {
    let head = ["v=0", "o=peer 5 1 IN IP4 198.51.100.7", "s=-", "c=IN IP4 198.51.100.7", "t=0 0"]
    return try SessionDescription(parsing: (head + lines).joined(separator: "\r\n") + "\r\n")
  }

  private func answer(
    _ offer: SessionDescription, _ capabilities: MediaCapabilities = MediaCapabilities()
  ) throws -> (description: SessionDescription, media: AgreedMedia) {
    var random = Randomness(seed: 1)
    return try OfferAnswer.answer(to: offer, with: capabilities, from: local, using: &random)
  }

  private func answer(
    _ offer: SessionDescription, from local: LocalMedia? = nil, after previous: SessionDescription?
  ) throws -> (description: SessionDescription, media: AgreedMedia) {
    var random = Randomness(seed: 2)
    return try OfferAnswer.answer(
      to: offer, with: MediaCapabilities(), from: local ?? self.local, after: previous, using: &random)
  }

  private func ourOffer(
    _ encodings: [AudioEncoding] = [.pcmu], from local: LocalMedia? = nil, after previous: SessionDescription? = nil
  ) -> SessionDescription {
    var random = Randomness(seed: 3)
    return OfferAnswer.offer(
      with: MediaCapabilities(encodings: encodings), from: local ?? self.local, after: previous, using: &random)
  }

  @Test(.rfc(3264, "6.1"))
  func `the first encoding of the offer that we know is answered, with the numbers of the offer`() throws {
    let offer = try offer(
      "m=audio 4000 RTP/AVP 18 8 9 0 96", "a=rtpmap:18 G729/8000", "a=rtpmap:8 PCMA/8000",
      "a=rtpmap:96 telephone-event/8000", "a=fmtp:96 0-15")
    let (description, media) = try answer(offer)
    #expect(media.encoding == .pcma)
    #expect(media.sendPayloadType == 8)
    #expect(media.receivePayloadType == 8)
    #expect(media.sendTelephoneEvent == 96)
    #expect(media.receiveTelephoneEvent == 96)
    #expect(media.remote == MediaAddress(host: "198.51.100.7", port: 4000))
    #expect(media.remoteControl == MediaAddress(host: "198.51.100.7", port: 4001))
    #expect(media.packetTimeMilliseconds == 20)
    #expect(description.media[0].formats == ["8", "96"])
    #expect(description.media[0].port == 16384)
    #expect(description.media[0].attribute("fmtp") == "96 0-16")
  }

  @Test(.rfc(3551, "6"))
  func `lesson 79: static payload types count without an rtpmap`() throws {
    #expect(try answer(offer("m=audio 4000 RTP/AVP 9")).media.encoding == .g722)
    #expect(try answer(offer("m=audio 4000 RTP/AVP 0")).media.encoding == .pcmu)
  }

  @Test func `lesson 80: one channel may be written out, and names may be in any case`() throws {
    let offer = try offer(
      "m=audio 4000 RTP/AVP 97 101", "a=rtpmap:97 pcmu/8000/1", "a=rtpmap:101 Telephone-Event/8000/1")
    let media = try answer(offer).media
    #expect(media.encoding == .pcmu)
    #expect(media.sendPayloadType == 97)
    #expect(media.sendTelephoneEvent == 101)
  }

  @Test func `lesson 84: of several event clocks the one of 8000 Hz is taken beside a codec of 8000 Hz`() throws {
    let offer = try offer(
      "m=audio 4000 RTP/AVP 0 110 101", "a=rtpmap:110 telephone-event/48000", "a=rtpmap:101 telephone-event/8000")
    #expect(try answer(offer).media.sendTelephoneEvent == 101)
  }

  @Test func `lesson 83: events that were not offered are not agreed on`() throws {
    let media = try answer(offer("m=audio 4000 RTP/AVP 0")).media
    #expect(media.sendTelephoneEvent == nil)
    #expect(media.receiveTelephoneEvent == nil)
  }

  @Test func `an encoding remapped to a static number is what its rtpmap says`() throws {
    let offer = try offer("m=audio 4000 RTP/AVP 0 8", "a=rtpmap:0 L16/44100/2")
    #expect(try answer(offer).media.encoding == .pcma)
  }

  @Test(.rfc(3264, "6"))
  func `every line of the offer has one in the answer, and all but the audio taken are refused`() throws {
    let offer = try offer(
      "m=video 5000 RTP/AVP 31", "m=audio 4000 RTP/SAVP 0", "m=audio 4002 RTP/AVPF 8", "m=audio 4004 RTP/AVP 0",
      "m=image 4006 udptl t38")
    let (description, media) = try answer(offer)
    #expect(description.media.map(\.port) == [0, 0, 16384, 0, 0])
    #expect(description.media.map(\.kind) == ["video", "audio", "audio", "audio", "image"])
    #expect(description.media[2].transport == "RTP/AVPF")
    #expect(media.remote.port == 4002)
  }

  @Test func `an offer without audio we can take is refused with the reason`() throws {
    #expect(throws: NegotiationError.noAudio) { try answer(offer("m=video 5000 RTP/AVP 31")) }
    #expect(throws: NegotiationError.noAudio) { try answer(offer("m=audio 0 RTP/AVP 0")) }
    #expect(throws: NegotiationError.unsupportedTransport("UDP/TLS/RTP/SAVPF")) {
      try answer(offer("m=audio 4000 UDP/TLS/RTP/SAVPF 0"))
    }
    #expect(throws: NegotiationError.noCommonEncoding) { try answer(offer("m=audio 4000 RTP/AVP 18")) }
  }

  @Test func `lesson 82: encodings that are switched off are not taken`() throws {
    let offer = try offer("m=audio 4000 RTP/AVP 9 0")
    let capabilities = MediaCapabilities(encodings: [.pcmu], telephoneEvents: false)
    #expect(try answer(offer, capabilities).media.encoding == .pcmu)
  }

  @Test(
    .rfc(3264, "6.1"),
    arguments: [
      ("sendrecv", MediaDirection.sendReceive), ("sendonly", .receiveOnly), ("recvonly", .sendOnly),
      ("inactive", .inactive),
    ])
  func `hold and resume are answered with the direction reversed`(stated: String, ours: MediaDirection) throws {
    let (description, media) = try answer(offer("m=audio 4000 RTP/AVP 0", "a=\(stated)"))
    #expect(media.direction == ours)
    #expect(description.media[0].attribute(ours.rawValue) != nil)
  }

  @Test func `a direction at session level counts unless the section has its own`() throws {
    let held = try offer("a=sendonly", "m=audio 4000 RTP/AVP 0")
    #expect(try answer(held).media.direction == .receiveOnly)
    let own = try offer("a=sendonly", "m=audio 4000 RTP/AVP 0", "a=sendrecv")
    #expect(try answer(own).media.direction == .sendReceive)
  }

  @Test(.rfc(3264, "8.4"))
  func `hold by the unspecified address is answered with recvonly`() throws {
    let (description, media) = try answer(offer("m=audio 4000 RTP/AVP 0", "c=IN IP4 0.0.0.0"))
    #expect(media.direction == .receiveOnly)
    #expect(description.media[0].attribute("recvonly") != nil)
  }

  @Test(
    .rfc(8866, "6.4"),
    arguments: [
      ("10", 10), ("30", 30), ("40", 40), ("60", 60), ("200", 60), ("25", 20), ("x", 20), ("0", 10),
    ])
  func `the packet time asked for is honoured within 10 to 60 ms`(stated: String, milliseconds: Int) throws {
    let (description, media) = try answer(offer("m=audio 4000 RTP/AVP 0", "a=ptime:\(stated)"))
    #expect(media.packetTimeMilliseconds == milliseconds)
    #expect(description.media[0].attribute("ptime").map(String.init) == String(milliseconds))
  }

  @Test func `maxptime bounds the packet time`() throws {
    let offer = try offer("m=audio 4000 RTP/AVP 0", "a=maxptime:10", "a=ptime:30")
    #expect(try answer(offer).media.packetTimeMilliseconds == 10)
  }

  @Test(.rfc(5761, "5.1.1"))
  func `rtcp-mux is accepted when offered, and then control goes where media goes`() throws {
    let (description, media) = try answer(offer("m=audio 4000 RTP/AVP 0", "a=rtcp-mux", "a=rtcp:4000"))
    #expect(media.multiplexesControl)
    #expect(media.remoteControl == media.remote)
    #expect(description.media[0].attribute("rtcp-mux") != nil)
    #expect(try answer(offer("m=audio 4000 RTP/AVP 0")).description.media[0].attribute("rtcp-mux") == nil)
  }

  @Test(.rfc(3605, "2.1"))
  func `an rtcp attribute names the control address`() throws {
    let port = try answer(offer("m=audio 4000 RTP/AVP 0", "a=rtcp:5005")).media.remoteControl
    #expect(port == MediaAddress(host: "198.51.100.7", port: 5005))
    let address = try answer(offer("m=audio 4000 RTP/AVP 0", "a=rtcp:5005 IN IP4 192.0.2.99")).media.remoteControl
    #expect(address == MediaAddress(host: "192.0.2.99", port: 5005))
  }

  @Test(.rfc(3264, "8"))
  func `the version stays on a refresh and grows by one on a change`() throws {
    let plain = try offer("m=audio 4000 RTP/AVP 0")
    let first = try answer(plain).description
    let refresh = try answer(plain, after: first).description
    #expect(refresh == first)
    let held = try offer("m=audio 4000 RTP/AVP 0", "a=sendonly")
    let hold = try answer(held, after: refresh).description
    #expect(hold.origin.version == first.origin.version + 1)
    let resumed = try answer(plain, after: hold).description
    #expect(resumed.origin.version == first.origin.version + 2)
    #expect(resumed.media == first.media)
    #expect(resumed.origin.sessionID == 77)
  }

  @Test func `lesson 81: our offer lists what we can in our order, and the first of it in the answer counts`() throws {
    let ours = ourOffer([.g722, .pcmu, .pcma])
    #expect(ours.media[0].formats == ["9", "0", "8", "101"])
    let theirs = try offer("m=audio 4000 RTP/AVP 8 9 96", "a=rtpmap:96 telephone-event/8000")
    let media = try OfferAnswer.accept(theirs, to: ours)
    #expect(media.encoding == .pcma)
    #expect(media.sendTelephoneEvent == 96)
    #expect(media.receiveTelephoneEvent == 101)
    #expect(media.direction == .sendReceive)
  }

  @Test func `an answer that refuses audio or has too few lines is an error`() throws {
    let ours = ourOffer()
    #expect(throws: NegotiationError.noAudio) { try OfferAnswer.accept(offer("m=audio 0 RTP/AVP 0"), to: ours) }
    #expect(throws: NegotiationError.mismatchedAnswer) { try OfferAnswer.accept(offer(), to: ours) }
    #expect(throws: NegotiationError.noCommonEncoding) {
      try OfferAnswer.accept(offer("m=audio 4000 RTP/AVP 18"), to: ours)
    }
  }

  @Test func `our own hold limits what is agreed`() throws {
    var holding = local
    holding.direction = .sendOnly
    let (_, media) = try answer(offer("m=audio 4000 RTP/AVP 0"), from: holding, after: nil)
    #expect(media.direction == .sendOnly)
    let ours = ourOffer(from: holding)
    #expect(ours.media[0].attribute("sendonly") != nil)
    #expect(try OfferAnswer.accept(offer("m=audio 4000 RTP/AVP 0", "a=recvonly"), to: ours).direction == .sendOnly)
  }
}
