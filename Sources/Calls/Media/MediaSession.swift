public import Audio
public import MediaTransport
internal import RTP
public import SDP

/// The media of one call: packets in, through jitter buffer and decoder to the seat; from the seat through the encoder,
/// packets out; reports, keys and quality beside it.
///
/// Belongs to its media thread from the moment it is given to a loop. Nothing is allocated for a packet or a tick; a
/// renegotiation or a change of codec may.
public final class MediaSession: MediaEndpoint {
  let line: LineID
  let settings: MediaSettings
  let seat: any CallSeat
  let events: MediaEventQueue
  let gauge: MediaQualityGauge
  let canonicalName: [UInt8]
  var recording: CallRecording?
  var agreed: AgreedMedia

  var latch: SourceLatch
  /// Where the peer's control packets come from, when not where its media comes from.
  var controlSource: PeerAddress?
  var signalledControl: PeerAddress?

  var reception = ReceptionStatistics()
  var transmission = TransmissionStatistics()
  var reports: ControlSchedule
  var keysHeard = TelephoneEventReceiver()
  var keysDialled = TelephoneEventSender()
  var liveness: MediaLiveness
  var datagramsRefused: Int64 = 0
  var ticksUntilReading = 50

  let player: StreamPlayer
  let packetizer: Packetizer
  let source: UInt32
  /// Of the next packet to be sent.
  var sequence: UInt16
  /// Packets sent when the last report went out.
  var reportedPackets: UInt32 = 0
  /// The next packet is the first after a pause.
  var isResuming = true

  var resampler: RoomResampler
  /// One frame of each side, at the room's rate.
  var callerFrame: [Int16]
  var agentFrame: [Int16]
  /// What is sent, at the codec's rate.
  var codecFrame: [Int16]

  /// - Parameters:
  ///   - agreed: what offer and answer agreed on.
  ///   - seat: the call's place in its room, whose frames have `roomRate`.
  ///   - seed: any number nobody can guess, different for each call: the stream's names and first numbers come of it
  ///     (RFC 3550 §5.1).
  ///   - now: the time of the media clock.
  public init(
    line: LineID, agreed: AgreedMedia, seat: any CallSeat, roomRate: SampleRate, recording: CallRecording? = nil,
    events: MediaEventQueue, gauge: MediaQualityGauge, settings: MediaSettings = MediaSettings(), seed: UInt64,
    at now: Duration
  ) {
    self.line = line
    self.agreed = agreed
    self.seat = seat
    self.recording = recording
    self.events = events
    self.gauge = gauge
    self.settings = settings
    canonicalName = Array(settings.canonicalName.utf8)
    latch = SourceLatch(signalled: PeerAddress(agreed.remote))
    signalledControl = PeerAddress(agreed.remoteControl)
    var random = seed
    func next() -> UInt64 {
      // SplitMix64: spreads the seed over as many numbers as are wanted.
      random &+= 0x9E37_79B9_7F4A_7C15
      var mixed = random
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
    source = UInt32(truncatingIfNeeded: next())
    sequence = UInt16(truncatingIfNeeded: next())
    packetizer = Packetizer(
      codec: agreed.encoding.codec, packetTimeMilliseconds: agreed.packetTimeMilliseconds,
      timestamp: UInt32(truncatingIfNeeded: next()))
    reports = ControlSchedule(seed: next(), startingAt: now)
    liveness = MediaLiveness(limit: settings.silenceLimit, startingAt: now)
    player = StreamPlayer(codec: agreed.encoding.codec)
    resampler = RoomResampler(codec: agreed.encoding.codec.sampleRate, room: roomRate)
    callerFrame = [Int16](repeating: 0, count: roomRate.samplesPerFrame)
    agentFrame = callerFrame
    codecFrame = [Int16](repeating: 0, count: agreed.encoding.codec.sampleRate.samplesPerFrame)
  }

  public func perform(_ command: MediaCommand, at now: Duration, into outbox: inout Outbox) {
    switch command {
    case .renegotiate(let media): renegotiate(media, at: now)
    case .dial(let keys):
      for key in keys {
        if let event = TelephoneEvent(key: key) { keysDialled.dial(event) }
      }
    case .record(let recording): self.recording = recording
    }
  }

  public func tick(at now: Duration, into outbox: inout Outbox) {
    if let change = keysHeard.deadlineReached(at: now) { tell(change) }
    hear(at: now)
    speak(at: now)
    if let recording { record(into: recording) }
    send(at: now, into: &outbox)
    if reports.isDue(at: now) { report(isLast: false, at: now, into: &outbox) }
    if liveness.isLimitReached(at: now) { events.post(.soundStopped, of: line) }
    ticksUntilReading -= 1
    if ticksUntilReading == 0 {
      ticksUntilReading = 50
      gauge.show(quality)
    }
  }

  public func leave(at now: Duration, into outbox: inout Outbox) {
    report(isLast: true, at: now, into: &outbox)
    gauge.showLast(quality)
  }

  /// The peer is heard as far as the agreed direction lets it be. What it plays to a call that it holds is music, and
  /// only for the recording.
  private func hear(at now: Duration) {
    guard agreed.direction.receives else {
      for index in callerFrame.indices { callerFrame[index] = 0 }
      return
    }
    player.play(at: now) { frame in resampler.intoRoom(frame, &callerFrame) }
    if agreed.direction.sends { callerFrame.withUnsafeBufferPointer { seat.publish($0.span, at: now) } }
  }

  /// Silence is sent too: a peer's buffer and its NAT want packets.
  private func speak(at now: Duration) {
    agentFrame.withUnsafeMutableBufferPointer { samples in
      var frame = samples.mutableSpan
      _ = seat.mix(into: &frame, at: now)
    }
  }

  private func record(into recording: CallRecording) {
    callerFrame.withUnsafeBufferPointer { caller in
      agentFrame.withUnsafeBufferPointer { agent in recording.record(caller: caller.span, agent: agent.span) }
    }
  }

  private func renegotiate(_ media: AgreedMedia, at now: Duration) {
    let old = agreed
    agreed = media
    latch.signal(PeerAddress(media.remote))
    if media.remoteControl != old.remoteControl {
      signalledControl = PeerAddress(media.remoteControl)
      controlSource = nil
    }
    if media.encoding != old.encoding {
      player.use(media.encoding.codec)
      let rate = media.encoding.codec.sampleRate
      resampler = RoomResampler(codec: rate, room: resampler.room)
      codecFrame = [Int16](repeating: 0, count: rate.samplesPerFrame)
    }
    packetizer.use(media.encoding.codec, packetTimeMilliseconds: media.packetTimeMilliseconds)
    liveness.isHeld = media.direction != .sendReceive
    if media.direction != old.direction { liveness.heard(at: now, countsAsSound: false) }
  }

  var quality: MediaQuality {
    var quality = MediaQuality(encoding: agreed.encoding)
    quality.packetsReceived = reception.packetsReceived
    quality.packetsLost = reception.packetsLost &+ player.counts.late
    quality.packetsSent = Int64(transmission.packets)
    quality.jitter = reception.jitter
    quality.bufferDelay = player.bufferDelay
    quality.roundTrip = transmission.roundTrip
    quality.remoteFractionLost = transmission.remoteFractionLost
    quality.datagramsRefused = datagramsRefused
    if reception.packetsExpected > 0 {
      let loss = Double(quality.packetsLost) / Double(reception.packetsExpected)
      // A packet's length and the buffer, and half of the way there and back.
      let delay = player.bufferDelay + .milliseconds(agreed.packetTimeMilliseconds) + (quality.roundTrip ?? .zero) / 2
      quality.meanOpinionScore = CallQuality(loss: loss, delay: delay).meanOpinionScore
    }
    return quality
  }
}

extension PeerAddress {
  /// Nil when the host is no IPv4 address.
  init?(_ address: MediaAddress) {
    self.init(host: address.host, port: address.port)
  }
}
