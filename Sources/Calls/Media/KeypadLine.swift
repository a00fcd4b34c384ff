internal import Audio
internal import RTP
internal import SDP

/// The keys of a call as its media carries them: named events where they were agreed on, else tones in the sound.
final class KeypadLine {
  private(set) var heard: TelephoneEventReceiver
  private(set) var dialled: TelephoneEventSender
  private var clockRate: Int
  private let room: SampleRate
  /// Listens for tones, nil where keys come as events.
  private var ear: KeypadEar?
  private var tones: KeypadToneGenerator?

  init(_ media: AgreedMedia, room: SampleRate) {
    self.room = room
    clockRate = media.eventClockRate
    heard = TelephoneEventReceiver(clockRate: clockRate)
    dialled = TelephoneEventSender(clockRate: clockRate)
    ear = media.receiveTelephoneEvent == nil ? KeypadEar(room) : nil
  }

  /// Something else was agreed on.
  func use(_ media: AgreedMedia) {
    if media.eventClockRate != clockRate {
      clockRate = media.eventClockRate
      heard = TelephoneEventReceiver(clockRate: clockRate)
      dialled = TelephoneEventSender(clockRate: clockRate)
    }
    if media.receiveTelephoneEvent != nil {
      ear = nil
    } else if ear == nil {
      ear = KeypadEar(room)
    }
    // Tones of another rate than the codec's would be of another pitch.
    tones = nil
  }

  /// Dials the keys in `text`; other characters are left out.
  func dial(_ text: String, by method: KeyMethod, _ media: AgreedMedia) {
    switch method {
    case .rfc4733: dialEvents(text)
    case .auto where media.sendTelephoneEvent != nil: dialEvents(text)
    case .auto, .inband:
      let keys = text.filter { KeypadKey($0) != nil || $0 == "w" || $0 == "W" }
      tones = KeypadToneGenerator(keys, rate: media.encoding.codec.sampleRate)
    case .info: break
    }
  }

  private func dialEvents(_ text: String) {
    for key in text { if let event = TelephoneEvent(key: key) { dialled.dial(event) } }
  }

  /// The event packet of a tick, nil when audio may be sent.
  func nextEvent(at timestamp: UInt32) -> TelephoneEventPacket? {
    dialled.next(at: timestamp, ticks: clockRate / 50)
  }

  /// Puts the tone of a key in place of a frame at the codec's rate.
  func sound(into frame: inout [Int16]) {
    guard var playing = tones else { return }
    var span = frame.mutableSpan
    tones = playing.fill(&span) && !playing.isFinished ? playing : nil
  }

  func receive(
    _ payload: Span<UInt8>, _ packet: RTPPacket, at now: Duration
  ) -> (TelephoneEventChange?, TelephoneEventChange?) {
    heard.receive(payload, timestamp: packet.timestamp, marker: packet.marker, at: now)
  }

  func deadlineReached(at now: Duration) -> TelephoneEventChange? { heard.deadlineReached(at: now) }

  /// The peer's stream begins anew.
  func reset() { heard.reset() }

  /// Listens to a frame at the room's rate.
  func listen(to frame: Span<Int16>) { ear?.detector.listen(to: frame) }

  /// The next key that was heard as a tone.
  func nextTone() -> Character? { ear?.detector.nextKey()?.character }
}

/// Holds a detector, which cannot be copied.
private final class KeypadEar {
  var detector: KeypadToneDetector

  init(_ rate: SampleRate) { detector = KeypadToneDetector(rate: rate, longestFrame: rate.samplesPerFrame) }
}
