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

  var reception: ReceptionStatistics
  var transmission = TransmissionStatistics()
  var reports: ControlSchedule
  let keypad: KeypadLine
  /// Nil for media in the clear.
  var secure: SecureMedia?
  var liveness: MediaLiveness
  var datagramsRefused: Int64 = 0
  var ticksUntilReading = 50

  let player: StreamPlayer
  let packetizer: Packetizer
  private(set) var source: UInt32
  /// Of the next packet to be sent.
  var sequence: UInt16 {
    didSet { if sequence == 0 { hasWrapped = true } }
  }
  /// The sequence went over its end since the source began.
  private var hasWrapped = false
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
  /// Where the codec changed, in what is heard and in what is sent.
  var heardSeam = Seam()
  var sentSeam = Seam()

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
    packetizer = Packetizer(agreed, timestamp: UInt32(truncatingIfNeeded: next()))
    reception = ReceptionStatistics(clockRate: agreed.encoding.clockRate)
    keypad = KeypadLine(agreed, room: roomRate)
    secure = agreed.security.map { SecureMedia($0) }
    reports = ControlSchedule(seed: next(), startingAt: now)
    liveness = MediaLiveness(limit: settings.silenceLimit, startingAt: now)
    player = StreamPlayer(codec: agreed.encoding.codec)
    resampler = RoomResampler(codec: agreed.encoding.codec.sampleRate, room: roomRate)
    callerFrame = [Int16](repeating: 0, count: roomRate.samplesPerFrame)
    agentFrame = callerFrame
    codecFrame = [Int16](repeating: 0, count: agreed.encoding.codec.sampleRate.samplesPerFrame)
    note(hold: agreed.direction != .sendReceive, at: now)
  }

  public func perform(_ command: MediaCommand, at now: Duration, into outbox: inout Outbox) {
    switch command {
    case .renegotiate(let media): renegotiate(media, at: now)
    case .dial(let keys, let method): keypad.dial(keys, by: method, agreed)
    case .answered(let recording):
      self.recording = recording
      liveness.heard(at: now, countsAsSound: false)
    }
  }

  public func tick(at now: Duration, into outbox: inout Outbox) {
    if let change = keypad.deadlineReached(at: now) { tell(change) }
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

  /// The peer is heard unless it holds us: then it plays music, if anything, which is not the caller.
  private func hear(at now: Duration) {
    if agreed.direction.receives {
      player.play(at: now) { frame in resampler.intoRoom(frame, &callerFrame) }
      heardSeam.join(&callerFrame)
    }
    guard agreed.direction == .sendReceive else {
      for index in callerFrame.indices { callerFrame[index] = 0 }
      return
    }
    callerFrame.withUnsafeBufferPointer {
      seat.publish($0.span, at: now)
      keypad.listen(to: $0.span)
    }
    while let key = keypad.nextTone() { events.post(.digit(key), of: line) }
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
    if media.encoding != old.encoding { changeCodec(from: old.encoding) }
    packetizer.use(media)
    keypad.use(media)
    renewKeys(after: old.security)
    note(hold: media.direction != .sendReceive, at: now)
    if media.direction != old.direction { liveness.heard(at: now, countsAsSound: false) }
  }

  /// While one side holds the other, the peer's silence says nothing; a call may begin so.
  private func note(hold isHeld: Bool, at now: Duration) {
    liveness.isHeld = isHeld
    latch.hold(isHeld, at: now)
  }

  private func changeCodec(from old: AudioEncoding) {
    let codec = agreed.encoding.codec
    player.use(codec)
    reception.use(clockRate: agreed.encoding.clockRate)
    resampler = RoomResampler(codec: codec.sampleRate, room: resampler.room)
    codecFrame = [Int16](repeating: 0, count: codec.sampleRate.samplesPerFrame)
    heardSeam.open()
    sentSeam.open()
    // Timestamps of two clocks in one stream are understood by few (RFC 7160 §4.1).
    if agreed.encoding.clockRate != old.clockRate { beginSource() }
  }

  /// A stream that has wrapped has a rollover counter, of which one peer thinks that it goes on under a new key
  /// (RFC 3711 §3.3.1) and another that it begins anew. A new source has none.
  private func renewKeys(after old: AgreedSecurity?) {
    guard let security = agreed.security else {
      secure = nil
      return
    }
    if let secure { secure.use(security) } else { secure = SecureMedia(security) }
    if let old, old.sendKey != security.sendKey, hasWrapped { beginSource() }
  }

  private func beginSource() {
    source = source &* 747_796_405 &+ 2_891_336_453
    hasWrapped = false
    reportedPackets = 0
    isResuming = true
    transmission.beginSource()
  }

  var quality: MediaQuality {
    var quality = MediaQuality(encoding: agreed.encoding)
    quality.packetsReceived = reception.packetsReceived
    quality.packetsLost = reception.packetsLost &+ player.late
    quality.packetsSent = transmission.packetsOfAllSources
    quality.jitter = reception.jitter
    quality.bufferDelay = player.bufferDelay
    quality.roundTrip = transmission.roundTrip
    quality.remoteFractionLost = transmission.remoteFractionLost
    quality.datagramsRefused = datagramsRefused
    if reception.packetsExpected > 0 {
      let loss = Double(quality.packetsLost) / Double(reception.packetsExpected)
      // A packet's length and the buffer, and half of the way there and back.
      let delay = player.bufferDelay + .milliseconds(agreed.packetTimeMilliseconds) + (quality.roundTrip ?? .zero) / 2
      quality.meanOpinionScore = CallQuality(loss: loss, delay: delay, of: agreed.encoding.quality).meanOpinionScore
    }
    return quality
  }
}

extension PeerAddress {
  /// Nil when the host is no address.
  init?(_ address: MediaAddress) {
    self.init(host: address.host, port: address.port)
  }
}
