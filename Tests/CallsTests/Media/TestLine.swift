import Audio
import Calls
import MediaTransport
import SDP

/// A place in a room that speaks what it is told and writes down what it hears.
final class ScriptedSeat: CallSeat {
  /// What it says; nil is silence.
  var voice: Tone?
  /// All samples it heard.
  private(set) var heard: [Int16] = []
  private(set) var frames = 0

  init(voice: Tone? = nil) {
    self.voice = voice
  }

  func publish(_ frame: Span<Int16>, at now: Duration) {
    frames += 1
    for index in frame.indices { heard.append(frame[index]) }
  }

  func mix(into frame: inout MutableSpan<Int16>, at now: Duration) -> Bool {
    guard voice != nil else {
      for index in frame.indices { frame[index] = 0 }
      return false
    }
    voice?.fill(&frame)
    return true
  }

  func forget() { heard = [] }
}

/// A packet as it left a session.
struct SentPacket {
  let channel: MediaChannel
  let to: PeerAddress
  let bytes: [UInt8]
}

/// A session with the ends that a test holds.
final class TestLine {
  let session: MediaSession
  let seat: ScriptedSeat
  let events: MediaEventQueue
  let gauge = MediaQualityGauge()
  private var outbox = Outbox()

  static func media(
    _ encoding: AudioEncoding = .pcmu, remote: String = "192.0.2.50", port: UInt16 = 4000,
    direction: MediaDirection = .sendReceive, packetTime: Int = 20, events: UInt8? = 101, multiplexes: Bool = false,
    security: AgreedSecurity? = nil
  ) -> AgreedMedia {
    AgreedMedia(
      encoding: encoding, sendPayloadType: encoding.offeredPayloadType, receivePayloadType: encoding.offeredPayloadType,
      sendTelephoneEvent: events, receiveTelephoneEvent: events,
      eventClockRate: encoding.clockRate, opus: OpusFormat(usesForwardErrorCorrection: true),
      remote: MediaAddress(host: remote, port: port),
      remoteControl: MediaAddress(host: remote, port: multiplexes ? port : port + 1), multiplexesControl: multiplexes,
      direction: direction, packetTimeMilliseconds: packetTime, security: security)
  }

  static func roomRate(of encoding: AudioEncoding) -> SampleRate {
    switch encoding {
    case .pcmu, .pcma: .hz8000
    case .g722: .hz16000
    case .opus: .hz24000
    }
  }

  init(
    _ media: AgreedMedia = TestLine.media(), roomRate: SampleRate? = nil, voice: Tone? = nil, seed: UInt64 = 1,
    recording: CallRecording? = nil, silenceLimit: Duration = .seconds(30)
  ) {
    seat = ScriptedSeat(voice: voice)
    events = MediaEventQueue {}
    session = MediaSession(
      line: LineID(number: seed), agreed: media, seat: seat,
      roomRate: roomRate ?? Self.roomRate(of: media.encoding), recording: recording, events: events,
      gauge: gauge, settings: MediaSettings(silenceLimit: silenceLimit), seed: seed, at: .zero)
  }

  func tick(at now: Duration) -> [SentPacket] {
    session.tick(at: now, into: &outbox)
    return sent()
  }

  func receive(
    _ bytes: [UInt8], on channel: MediaChannel = .rtp,
    from source: PeerAddress = PeerAddress(address: 0xC000_0232, port: 4000), at now: Duration
  ) {
    session.receive(bytes.span, on: channel, from: source, at: now, into: &outbox)
  }

  func perform(_ command: MediaCommand, at now: Duration = .zero) {
    session.perform(command, at: now, into: &outbox)
  }

  func leave(at now: Duration) -> [SentPacket] {
    session.leave(at: now, into: &outbox)
    return sent()
  }

  var eventsTaken: [MediaEvent] { events.takeAll().map(\.event) }

  private func sent() -> [SentPacket] {
    var packets: [SentPacket] = []
    outbox.drain { channel, peer, span in
      packets.append(SentPacket(channel: channel, to: peer, bytes: span.indices.map { span[$0] }))
    }
    return packets
  }
}
