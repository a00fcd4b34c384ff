internal import Audio
internal import RTP

/// Turns the packets of a stream into frames of 20 ms: jitter buffer, decoder, concealment, the noise of pauses.
///
/// A class, so that its buffers can be worked on side by side without copies.
final class StreamPlayer {
  /// Decoded samples that wait, oldest first; `held` of them count.
  private var samples: [Int16]
  private var held = 0
  private var jitter: JitterBuffer
  private var decoder: AudioDecoder
  private var concealer: PacketLossConcealer
  private var noise = ComfortNoise()
  private var payload: [UInt8]
  /// The rate and codec that were agreed on.
  private var codec: AudioCodec
  /// Frames in a row that were quiet, up to ``pauseFrames``.
  private var quietFrames = StreamPlayer.pauseFrames
  /// Within words there is quiet of up to some 80 ms, and what follows it carries them: only beside a longer pause may
  /// the jitter buffer leave a frame out.
  private static let pauseFrames = 6
  /// The sender said that it is silent, and what to play meanwhile.
  private var isPausing = false
  /// Packets that came too late for buffers of other codecs.
  private var lateBefore: Int64 = 0

  init(codec: AudioCodec) {
    self.codec = codec
    decoder = AudioDecoder(codec)
    concealer = PacketLossConcealer(rate: codec.sampleRate)
    jitter = JitterBuffer(codec.jitter)
    payload = [UInt8](repeating: 0, count: codec.jitter.slotBytes)
    samples = [Int16](repeating: 0, count: codec.playerSamples)
  }

  /// Packets that came after their time.
  var late: Int64 { lateBefore &+ jitter.counts.late }
  var bufferDelay: Duration { jitter.delay > .zero ? jitter.delay : .zero }

  func insert(_ packet: RTPPacket, payload: Span<UInt8>, at now: Duration) {
    guard let ticks = codec.ticks(in: payload) else { return skip(packet) }
    jitter.insert(packet, payload: payload, ticks: ticks, at: now)
  }

  /// Notes a packet without audio.
  func skip(_ packet: RTPPacket) {
    jitter.insertPlaceholder(for: packet)
  }

  /// Notes that the sender pauses, and with which noise (RFC 3389).
  func pause(_ packet: RTPPacket, payload: Span<UInt8>) {
    jitter.insertComfort(packet, payload: payload)
  }

  /// Another stream begins.
  func reset() {
    jitter.reset()
    isPausing = false
    if codec == .g722 || codec == .opus { decoder = AudioDecoder(codec) }
  }

  /// Another codec was agreed on.
  func use(_ codec: AudioCodec) {
    if codec.sampleRate != self.codec.sampleRate {
      concealer = PacketLossConcealer(rate: codec.sampleRate)
      samples = [Int16](repeating: 0, count: codec.playerSamples)
      held = 0
    }
    if codec.jitter == self.codec.jitter {
      jitter.reset()
    } else {
      lateBefore &+= jitter.counts.late
      jitter = JitterBuffer(codec.jitter)
      payload = [UInt8](repeating: 0, count: codec.jitter.slotBytes)
    }
    self.codec = codec
    isPausing = false
    decoder = AudioDecoder(codec)
  }

  /// Gives the next 20 ms to `body`.
  func play(at now: Duration, _ body: (Span<Int16>) -> Void) {
    let frame = codec.sampleRate.samplesPerFrame
    fill(frame, at: now)
    quietFrames = isQuiet(first: frame) ? min(quietFrames + 1, Self.pauseFrames) : 0
    samples.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<frame]).span) }
    for index in frame..<held { samples[index - frame] = samples[index] }
    held -= frame
  }

  private func fill(_ frame: Int, at now: Duration) {
    let samplesPerTick = codec.sampleRate.hz / codec.timestampRate.hz
    let isPause = quietFrames == Self.pauseFrames
    while held < frame {
      let wanted = (frame - held + samplesPerTick - 1) / samplesPerTick
      let playout = payload.withUnsafeMutableBufferPointer { payload in
        var room = payload.mutableSpan
        return jitter.next(wanted: wanted, held: held / samplesPerTick, isQuiet: isPause, into: &room, at: now)
      }
      switch playout {
      case .frame(let bytes, let payloadType, let ticks):
        isPausing = false
        if decode(bytes, payloadType) == 0 { conceal(min(ticks, wanted) * samplesPerTick, before: 0) }
      case .comfort(let bytes):
        isPausing = true
        payload.withUnsafeBufferPointer { noise.update(UnsafeBufferPointer(rebasing: $0[..<bytes]).span) }
      case .lost(let ticks): conceal(ticks * samplesPerTick, before: peek())
      case .silence(let ticks), .stretch(let ticks): conceal(ticks * samplesPerTick, before: 0)
      case .waiting: conceal(wanted * samplesPerTick, before: 0)
      }
    }
  }

  /// The bytes of the packet behind a gap, which an Opus decoder can make use of.
  private func peek() -> Int {
    guard decoder.conceals else { return 0 }
    return payload.withUnsafeMutableBufferPointer { payload in
      var room = payload.mutableSpan
      return jitter.peek(into: &room)
    }
  }

  private func decode(_ bytes: Int, _ payloadType: UInt8) -> Int {
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
    return count
  }

  /// Fills a gap: with noise while the sender pauses, else as the codec does, else with what was heard last.
  ///
  /// - Parameter bytes: of the packet behind the gap, which `payload` holds; zero for none.
  private func conceal(_ wanted: Int, before bytes: Int) {
    let start = held
    let end = min(start + wanted, samples.count)
    samples.withUnsafeMutableBufferPointer { samples in
      if decoder.conceals {
        var room = UnsafeMutableBufferPointer(rebasing: samples[start...]).mutableSpan
        payload.withUnsafeBufferPointer {
          decoder.conceal(end - start, before: UnsafeBufferPointer(rebasing: $0[..<bytes]).span, into: &room)
        }
        return
      }
      var frame = UnsafeMutableBufferPointer(rebasing: samples[start..<end]).mutableSpan
      if isPausing {
        noise.fill(&frame)
        concealer.receive(&frame)
      } else {
        concealer.conceal(into: &frame)
      }
    }
    held = end
  }

  /// Static numbers say which law of G.711 it is, whatever was agreed.
  private func decoderCodec(for payloadType: UInt8) -> AudioCodec {
    guard codec == .pcmu || codec == .pcma else { return codec }
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

extension AudioCodec {
  fileprivate var jitter: JitterSettings {
    // As large as what fits a datagram: a packet of Opus may hold several frames.
    JitterSettings(clockRate: timestampRate.hz, slotBytes: self == .opus ? 1472 : 480)
  }

  /// Room for a frame less a sample and the longest packet behind it, and for the last step of what is made up.
  fileprivate var playerSamples: Int {
    self == .opus ? sampleRate.samplesPerFrame + decodedSamples(forBytes: 1) + 120 : 480 * 2 + 320
  }
}
