import SDP
import Testing
import WireTesting

/// Opus and its clock of 48 000 Hz in offers and answers.
struct OpusOfferTests {
  private let local = LocalMedia(sessionID: 77, address: "192.0.2.1", port: 16384)

  private func offer(_ lines: String...) throws -> SessionDescription {
    let head = ["v=0", "o=peer 5 1 IN IP4 198.51.100.7", "s=-", "c=IN IP4 198.51.100.7", "t=0 0"]
    return try SessionDescription(parsing: (head + lines).joined(separator: "\r\n") + "\r\n")
  }

  private func answer(_ offer: SessionDescription) throws -> (description: SessionDescription, media: AgreedMedia) {
    var random = Randomness(seed: 1)
    return try OfferAnswer.answer(to: offer, with: MediaCapabilities(), from: local, using: &random)
  }

  @Test(.rfc(7587, "7"))
  func `opus is answered with the number of the offer, two channels and our own parameters`() throws {
    let (description, media) = try answer(
      offer(
        "m=audio 4000 RTP/AVP 96 0", "a=rtpmap:96 OPUS/48000/2",
        "a=fmtp:96 maxplaybackrate=16000; sprop-stereo=1; stereo=1; useinbandfec=1; maxaveragebitrate=20000"))
    #expect(media.encoding == .opus)
    #expect(media.sendPayloadType == 96)
    #expect(
      media.opus
        == OpusFormat(maximumPlaybackRate: 16000, maximumBitrate: 20000, usesForwardErrorCorrection: true))
    #expect(description.media[0].formats == ["96"])
    #expect(description.media[0].attribute("rtpmap") == "96 opus/48000/2")
    #expect(description.media[0].attribute("fmtp") == "96 minptime=10;useinbandfec=1")
  }

  @Test(.rfc(7587, "6.1"), arguments: ["", "x", "maxplaybackrate=1;useinbandfec=2;maxaveragebitrate=9", "=;=;;"])
  func `parameters out of range are unsaid`(stated: String) throws {
    let media = try answer(offer("m=audio 4000 RTP/AVP 96", "a=rtpmap:96 opus/48000", "a=fmtp:96 \(stated)")).media
    #expect(media.opus == OpusFormat())
  }

  @Test(.rfc(4733, "2.1"))
  func `events beside opus count at 48000 Hz where the peer has them so, else at 8000`() throws {
    let both = try answer(
      offer(
        "m=audio 4000 RTP/AVP 96 101 110", "a=rtpmap:96 opus/48000/2", "a=rtpmap:101 telephone-event/8000",
        "a=rtpmap:110 telephone-event/48000"))
    #expect(both.media.sendTelephoneEvent == 110)
    #expect(both.media.eventClockRate == 48000)
    #expect(both.description.media[0].formats == ["96", "110"])
    let slow = try answer(
      offer("m=audio 4000 RTP/AVP 96 101", "a=rtpmap:96 opus/48000/2", "a=rtpmap:101 telephone-event/8000"))
    #expect(slow.media.sendTelephoneEvent == 101)
    #expect(slow.media.eventClockRate == 8000)
  }

  @Test func `events of another clock than the codec's are not agreed on`() throws {
    let media = try answer(offer("m=audio 4000 RTP/AVP 0 110", "a=rtpmap:110 telephone-event/48000")).media
    #expect(media.sendTelephoneEvent == nil)
  }

  @Test(.rfc(6716, "2.1.4"), arguments: [(10, 10), (20, 20), (30, 20), (40, 40), (50, 40), (60, 60)])
  func `the packet time of opus is one that it has`(stated: Int, agreed: Int) throws {
    let (description, media) = try answer(
      offer("m=audio 4000 RTP/AVP 96", "a=rtpmap:96 opus/48000/2", "a=ptime:\(stated)"))
    #expect(media.packetTimeMilliseconds == agreed)
    #expect(description.media[0].attribute("ptime") == "\(agreed)"[...])
  }

  @Test func `our offer has events for both clocks, and the answer picks the one of its codec`() throws {
    var random = Randomness(seed: 1)
    let ours = OfferAnswer.offer(with: MediaCapabilities(), from: local, using: &random)
    #expect(ours.media[0].formats == ["107", "9", "0", "8", "110", "101"])
    #expect(ours.media[0].attribute("rtcp-mux") != nil)
    let wide = try OfferAnswer.accept(
      offer(
        "m=audio 4000 RTP/AVP 96 97 98", "a=rtpmap:96 opus/48000/2", "a=rtpmap:97 telephone-event/8000",
        "a=rtpmap:98 telephone-event/48000"), to: ours)
    #expect(wide.receivePayloadType == 107)
    #expect(wide.sendTelephoneEvent == 98)
    #expect(wide.receiveTelephoneEvent == 110)
    #expect(wide.multiplexesControl == false)
    let narrow = try OfferAnswer.accept(
      offer("m=audio 4000 RTP/AVP 8 97", "a=rtpmap:97 telephone-event/8000", "a=rtcp-mux"), to: ours)
    #expect(narrow.encoding == .pcma)
    #expect(narrow.receiveTelephoneEvent == 101)
    #expect(narrow.eventClockRate == 8000)
    #expect(narrow.multiplexesControl)
  }

  @Test(.rfc(3389, "4"))
  func `comfort noise is answered where it was offered beside a codec of its clock`() throws {
    let (description, media) = try answer(offer("m=audio 4000 RTP/AVP 8 13"))
    #expect(media.receiveComfortNoise == 13)
    #expect(description.media[0].formats == ["8", "13"])
    #expect(try answer(offer("m=audio 4000 RTP/AVP 8")).media.receiveComfortNoise == nil)
    let opus = try answer(offer("m=audio 4000 RTP/AVP 96 13", "a=rtpmap:96 opus/48000/2"))
    #expect(opus.media.receiveComfortNoise == nil)
  }

  @Test(.rfc(3389, "4"))
  func `our offer does not invite comfort noise, and an answer that brings it all the same changes nothing`() throws {
    var random = Randomness(seed: 1)
    let ours = OfferAnswer.offer(with: MediaCapabilities(), from: local, using: &random)
    #expect(!ours.media[0].formats.contains("13"))
    let media = try OfferAnswer.accept(offer("m=audio 4000 RTP/AVP 0 13", "a=rtpmap:13 CN/8000"), to: ours)
    #expect(media.encoding == .pcmu)
    #expect(media.receiveComfortNoise == nil)
  }

  @Test(.rfc(3264, "8"))
  func `an offer within a call keeps the lines of the answer before`() throws {
    let first = try answer(
      offer("m=video 5000 RTP/AVP 31", "m=audio 4000 RTP/AVP 0", "m=image 4006 udptl t38"))
    var random = Randomness(seed: 1)
    let again = OfferAnswer.offer(
      with: MediaCapabilities(), from: local, after: first.description, agreed: first.media, using: &random)
    #expect(again.media.map(\.kind) == ["video", "audio", "image"])
    #expect(again.media.map(\.port) == [0, 16384, 0])
    #expect(again.origin.version == first.description.origin.version + 1)
    let media = try OfferAnswer.accept(
      offer("m=video 0 RTP/AVP 31", "m=audio 4000 RTP/AVP 8", "m=image 0 udptl t38"), to: again)
    #expect(media.encoding == .pcma)
  }
}
