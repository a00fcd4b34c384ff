internal import Audio
internal import RTP

/// Turns the packets of a stream into frames of 20 ms: jitter buffer, decoder, concealment.
///
/// A class, so that its buffers can be worked on side by side without copies.
final class StreamPlayer {
  /// Decoded samples that wait, oldest first; `held` of them count.
  private var samples: [Int16]
  private var held = 0
  private var jitter = JitterBuffer()
  private var decoder: AudioDecoder
  private var concealer: PacketLossConcealer
  private var payload = [UInt8](repeating: 0, count: 480)
  /// The rate and codec that were agreed on.
  private var codec: AudioCodec
  private var isQuiet = true

  init(codec: AudioCodec) {
    self.codec = codec
    decoder = AudioDecoder(codec)
    concealer = PacketLossConcealer(rate: codec.sampleRate)
    // A frame less a sample, and the longest packet behind it.
    samples = [Int16](repeating: 0, count: 480 * 2 + 320)
  }

  var counts: JitterCounts { jitter.counts }
  var bufferDelay: Duration { jitter.delay > .zero ? jitter.delay : .zero }
  /// Samples made up for lost ones.
  var concealedSamples: Int { concealer.concealedSamples }

  func insert(_ packet: RTPPacket, payload: Span<UInt8>, at now: Duration) {
    guard !payload.isEmpty else { return skip(packet) }
    // All three codecs have one byte for each tick of the clock (RFC 3551 §4.5).
    jitter.insert(packet, payload: payload, ticks: payload.count, at: now)
  }

  /// Notes a packet without audio.
  func skip(_ packet: RTPPacket) {
    jitter.insertPlaceholder(for: packet)
  }

  /// Another stream begins.
  func reset() {
    jitter.reset()
    if codec == .g722 { decoder = AudioDecoder(codec) }
  }

  /// Another codec was agreed on.
  func use(_ codec: AudioCodec) {
    if codec.sampleRate != self.codec.sampleRate {
      concealer = PacketLossConcealer(rate: codec.sampleRate)
      held = 0
    }
    self.codec = codec
    decoder = AudioDecoder(codec)
    jitter.reset()
  }

  /// Gives the next 20 ms to `body`.
  func play(at now: Duration, _ body: (Span<Int16>) -> Void) {
    let frame = codec.sampleRate.samplesPerFrame
    fill(frame, at: now)
    isQuiet = isQuiet(first: frame)
    samples.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<frame]).span) }
    for index in frame..<held { samples[index - frame] = samples[index] }
    held -= frame
  }

  private func fill(_ frame: Int, at now: Duration) {
    let samplesPerTick = codec.sampleRate.hz / codec.timestampRate.hz
    while held < frame {
      let wanted = (frame - held + samplesPerTick - 1) / samplesPerTick
      let playout = payload.withUnsafeMutableBufferPointer { payload in
        var room = payload.mutableSpan
        return jitter.next(wanted: wanted, held: held / samplesPerTick, isQuiet: isQuiet, into: &room, at: now)
      }
      switch playout {
      case .frame(let bytes, let payloadType, _): decode(bytes, payloadType)
      case .lost(let ticks), .silence(let ticks), .stretch(let ticks): conceal(ticks * samplesPerTick)
      case .waiting: conceal(wanted * samplesPerTick)
      }
    }
  }

  private func decode(_ bytes: Int, _ payloadType: UInt8) {
    let wanted = decoderCodec(for: payloadType)
    if wanted != decoder.codec { decoder = AudioDecoder(wanted) }
    let start = held
    let count = samples.withUnsafeMutableBufferPointer { samples in
      var room = UnsafeMutableBufferPointer(rebasing: samples[start...]).mutableSpan
      let count = payload.withUnsafeBufferPointer {
        decoder.decode(UnsafeBufferPointer(rebasing: $0[..<bytes]).span, into: &room)
      }
      var frame = UnsafeMutableBufferPointer(rebasing: samples[start..<start + count]).mutableSpan
      concealer.receive(&frame)
      return count
    }
    held += count
  }

  private func conceal(_ wanted: Int) {
    let start = held
    let end = min(start + wanted, samples.count)
    samples.withUnsafeMutableBufferPointer { samples in
      var frame = UnsafeMutableBufferPointer(rebasing: samples[start..<end]).mutableSpan
      concealer.conceal(into: &frame)
    }
    held = end
  }

  /// Static numbers say which law of G.711 it is, whatever was agreed.
  private func decoderCodec(for payloadType: UInt8) -> AudioCodec {
    guard codec != .g722 else { return codec }
    return switch payloadType {
    case 0: .pcmu
    case 8: .pcma
    default: codec
    }
  }

  /// Below −50 dBov: a cut beside it is not heard.
  private func isQuiet(first count: Int) -> Bool {
    var sum = 0
    for index in 0..<min(count, samples.count) {
      let sample = Int(samples[index])
      sum &+= sample &* sample
    }
    return sum < count * 104 * 104
  }
}
