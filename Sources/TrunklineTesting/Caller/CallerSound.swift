internal import Audio
internal import MediaTransport
internal import RTP
internal import SDP

/// A caller's microphone, earpiece and keypad: a packet every 20 ms once it knows where to, and a note of what it
/// hears.
public final class CallerSound {
  /// Whether the caller speaks (a square wave) or is silent.
  public var speaks = false
  /// Whether packets are sent at all.
  public var sends = true
  /// Packets on their way to the exchange that get lost, by how many were sent before.
  public var loses: (Int) -> Bool = { _ in false }
  /// Packets that arrive after the one that follows them.
  public var delays: (Int) -> Bool = { _ in false }
  /// For each 20 ms since the answer, whether something was heard.
  public private(set) var heard: [(at: Duration, isLoud: Bool)] = []
  /// Keys that reached it as named events, each when its first packet came.
  public private(set) var keys: [(at: Duration, key: Character)] = []
  /// Packets that reached it.
  public private(set) var packetsHeard = 0

  let port: UInt16
  private let encoding: AudioEncoding
  private var remotePort: UInt16?
  private var encoder: AudioEncoder
  private var decoder: AudioDecoder
  private var pressed = TelephoneEventSender()
  private var heardEvents = TelephoneEventReceiver(clockRate: 8000)
  /// Packets made; a pause makes none.
  private var sent = 0
  private var ticks = 0
  private var late: [UInt8]?
  private var isLoud = false
  private let source: UInt32

  init(port: UInt16, encoding: AudioEncoding, seed: UInt64) {
    self.port = port
    self.encoding = encoding
    source = 0xA000_0000 + UInt32(truncatingIfNeeded: seed)
    let codec: AudioCodec =
      switch encoding {
      case .pcmu: .pcmu
      case .pcma: .pcma
      case .g722: .g722
      case .opus: .opus
      }
    encoder = AudioEncoder(codec)
    decoder = AudioDecoder(codec)
  }

  /// Presses keys, each for 100 ms.
  public func press(_ text: String) {
    for key in text { if let event = TelephoneEvent(key: key) { pressed.dial(event) } }
  }

  /// Whether something was heard between two times.
  public func heardSound(from start: Duration, to end: Duration) -> Bool {
    heard.contains { $0.at >= start && $0.at < end && $0.isLoud }
  }

  /// When something was first heard at or after `time`.
  public func firstSound(after time: Duration = .zero) -> Duration? { heard.first { $0.at >= time && $0.isLoud }?.at }

  func connect(to port: UInt16) { remotePort = port }

  /// What goes out in this tick.
  func packets() -> (port: UInt16, datagrams: [[UInt8]])? {
    guard let remotePort else { return nil }
    guard let datagram = next() else { return (remotePort, []) }
    defer { sent += 1 }
    if loses(sent) { return (remotePort, []) }
    if delays(sent), late == nil {
      late = datagram
      return (remotePort, [])
    }
    defer { late = nil }
    return (remotePort, [datagram] + (late.map { [$0] } ?? []))
  }

  func receive(_ datagram: [UInt8], at now: Duration) {
    guard !RTPPacket.isControl(datagram.span), let packet = RTPPacket(reading: datagram.span) else { return }
    packetsHeard += 1
    if packet.payloadType == 101 {
      let payload = Array(datagram[packet.payload])
      let changes = heardEvents.receive(payload.span, timestamp: packet.timestamp, marker: packet.marker, at: now)
      for change in [changes.0, changes.1] {
        if case .began(let event)? = change, let key = event.key { keys.append((now, key)) }
      }
      return
    }
    let samples = decoder.decode(Array(datagram[packet.payload]))
    if samples.contains(where: { abs(Int($0)) > 1000 }) { isLoud = true }
  }

  /// The tick is over.
  func note(at now: Duration) {
    guard remotePort != nil else { return }
    heard.append((now, isLoud))
    isLoud = false
  }

  private var frameTicks: Int { encoding.clockRate / 50 }

  private func next() -> [UInt8]? {
    let timestamp = UInt32(truncatingIfNeeded: ticks * frameTicks)
    ticks += 1
    let frame = ScriptedVoiceDetector.frame(voice: speaks, rate: encoder.codec.sampleRate)
    let payload = encoder.encode(frame)
    let key = pressed.next(at: timestamp, ticks: frameTicks)
    guard sends else { return nil }
    var datagram = [UInt8](repeating: 0, count: 12) + payload
    var packet = RTPPacket(
      payloadType: encoding.offeredPayloadType, sequence: UInt16(truncatingIfNeeded: sent), timestamp: timestamp,
      source: source)
    if let key {
      datagram = [UInt8](repeating: 0, count: 12 + 4)
      packet.payloadType = 101
      packet.marker = key.marker
      packet.timestamp = key.timestamp
      var span = datagram.mutableSpan
      _ = key.writePayload(into: &span, at: 12)
    }
    var span = datagram.mutableSpan
    packet.writeHeader(into: &span)
    return datagram
  }
}
