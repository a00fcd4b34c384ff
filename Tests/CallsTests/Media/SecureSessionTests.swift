import Audio
import Calls
import MediaTransport
import RTP
import SDP
import Testing
import WireTesting

/// Sessions whose media is encrypted.
struct SecureSessionTests {
  private func tick(_ index: Int) -> Duration { .milliseconds(20 * index) }

  private func key(_ suite: CryptoSuite, _ first: UInt8) -> MediaKey {
    MediaKey((0..<suite.keyBytes).map { UInt8(truncatingIfNeeded: $0) &+ first })
  }

  /// What the two ends of a call agreed on, each from its side.
  private func security(
    _ suite: CryptoSuite, _ near: UInt8 = 1, _ far: UInt8 = 101
  ) -> (near: AgreedSecurity, far: AgreedSecurity) {
    let keys = (near: key(suite, near), far: key(suite, far))
    return (
      AgreedSecurity(suite: suite, sendKey: keys.near, receiveKeys: [keys.far]),
      AgreedSecurity(suite: suite, sendKey: keys.far, receiveKeys: [keys.near])
    )
  }

  private func line(_ security: AgreedSecurity?, voice: Tone? = nil, seed: UInt64 = 1) -> TestLine {
    TestLine(TestLine.media(security: security), voice: voice, seed: seed)
  }

  private var voice: Tone { Tone(frequency: 400, level: -13, rate: .hz8000) }

  private func pass(_ range: ClosedRange<Int>, from speaker: TestLine, to hearer: TestLine) {
    for index in range {
      for packet in speaker.tick(at: tick(index)) { hearer.receive(packet.bytes, on: packet.channel, at: tick(index)) }
      _ = hearer.tick(at: tick(index))
    }
  }

  private func isHeard(_ line: TestLine) -> Bool { line.seat.heard.suffix(1600).contains { abs(Int($0)) > 1000 } }

  @Test(.rfc(3711, "3.3"), arguments: CryptoSuite.allCases)
  func `sound, keys and reports cross encrypted`(suite: CryptoSuite) {
    let (near, far) = security(suite)
    let speaker = line(near, voice: voice)
    let hearer = line(far, seed: 2)
    speaker.perform(.dial("5"))
    pass(1...600, from: speaker, to: hearer)
    #expect(isHeard(hearer))
    #expect(hearer.eventsTaken == [.soundArrived, .digit("5")])
    #expect(hearer.gauge.reading?.datagramsRefused == 0)
    #expect(hearer.gauge.reading?.packetsLost == 0)
    // The reports named the source: the block of ours about it says so.
    let report = hearer.leave(at: .seconds(12))
    #expect(report.count == 1 && report.flatMap(\.control).isEmpty == false)
  }

  @Test func `nothing that is sent can be read without the key`() {
    let (near, _) = security(.aes128GCM)
    let speaker = line(near)
    let stranger = line(security(.aes128GCM, 7, 8).far, seed: 2)
    let naive = line(nil, seed: 3)
    for index in 1...50 {
      for packet in speaker.tick(at: tick(index)) where packet.channel == .rtp {
        #expect(packet.bytes.count == 12 + 160 + 16)
        #expect(!packet.bytes.dropFirst(12).prefix(160).allSatisfy { $0 == 0xFF })
        stranger.receive(packet.bytes, at: tick(index))
        naive.receive(packet.bytes, at: tick(index))
      }
    }
    #expect(stranger.eventsTaken.isEmpty)
    _ = stranger.leave(at: .seconds(1))
    #expect(stranger.gauge.reading?.datagramsRefused == 50)
  }

  @Test func `media in the clear is refused where keys were agreed on, and moves no address`() {
    let (near, _) = security(.aes128HMAC80)
    let line = line(near)
    let stranger = PeerAddress(address: 0x0808_0808, port: 9)
    for index in 1...20 { line.receive(datagram(index), from: stranger, at: tick(index)) }
    #expect(line.eventsTaken.isEmpty)
    #expect(line.tick(at: tick(21)).first?.to.port == 4000)
  }

  @Test(.rfc(3711, "3.3.2"))
  func `a packet that is sent again by someone else is heard once`() {
    let (near, far) = security(.aes128HMAC80)
    let speaker = line(near, voice: voice)
    let hearer = line(far, seed: 2)
    for index in 1...50 {
      for packet in speaker.tick(at: tick(index)) where packet.channel == .rtp {
        hearer.receive(packet.bytes, at: tick(index))
        hearer.receive(packet.bytes, at: tick(index))
      }
      _ = hearer.tick(at: tick(index))
    }
    #expect(hearer.gauge.reading?.packetsReceived == 50)
    #expect(hearer.gauge.reading?.datagramsRefused == 50)
  }

  @Test(.rfc(4568, "7.1.4"))
  func `new keys in a re-INVITE take over without a gap, though the peer is later`() {
    let old = security(.aes128HMAC80)
    let new = security(.aes256GCM, 50, 150)
    let speaker = line(old.near, voice: voice)
    let hearer = line(old.far, seed: 2)
    pass(1...100, from: speaker, to: hearer)
    // The hearer answered; the speaker has its answer a while later.
    hearer.perform(.renegotiate(TestLine.media(security: new.far)), at: tick(100))
    pass(101...110, from: speaker, to: hearer)
    speaker.perform(.renegotiate(TestLine.media(security: new.near)), at: tick(110))
    pass(111...200, from: speaker, to: hearer)
    #expect(hearer.gauge.reading?.datagramsRefused == 0)
    #expect(hearer.gauge.reading?.packetsLost == 0)
    #expect(hearer.gauge.reading?.packetsReceived == 200)
    #expect(isHeard(hearer))
    // The former key is over.
    let former = line(old.near, seed: 3)
    for packet in former.tick(at: tick(201)) where packet.channel == .rtp {
      hearer.receive(packet.bytes, at: tick(201))
    }
    _ = hearer.leave(at: tick(202))
    #expect(hearer.gauge.reading?.datagramsRefused == 1)
  }

  @Test(.rfc(3711, "3.3.1"))
  func `a stream that wrapped gets another source with its new key, and one that did not keeps its own`() throws {
    let old = security(.aes128HMAC80)
    let new = security(.aes128HMAC80, 50, 150)
    for (ticks, isSame) in [(100, true), (66_000, false)] {
      let speaker = line(old.near)
      var before: UInt32?
      for index in 1...ticks { before = speaker.tick(at: tick(index)).compactMap(\.packet).first?.source ?? before }
      speaker.perform(.renegotiate(TestLine.media(security: new.near)), at: tick(ticks))
      let after = try #require(speaker.tick(at: tick(ticks + 1)).compactMap(\.packet).first)
      #expect((after.source == before) == isSame)
    }
  }

  @Test func `keys may come and go in a call`() {
    let (near, far) = security(.aes128GCM)
    let speaker = line(nil, voice: voice)
    let hearer = line(nil, seed: 2)
    for (round, isSecure) in [false, true, false, true].enumerated() {
      speaker.perform(.renegotiate(TestLine.media(security: isSecure ? near : nil)), at: tick(round * 100))
      hearer.perform(.renegotiate(TestLine.media(security: isSecure ? far : nil)), at: tick(round * 100))
      pass(round * 100 + 1...round * 100 + 100, from: speaker, to: hearer)
      #expect(isHeard(hearer))
    }
    #expect(hearer.gauge.reading?.datagramsRefused == 0)
  }
}
