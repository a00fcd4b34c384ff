internal import Audio
public import Calls
internal import MediaTransport
internal import SDP

/// Media of calls without sockets or threads: real sessions, whose packets the test carries. For one thread.
public final class VirtualMediaDesk: MediaDesk, @unchecked Sendable {
  private let clock: VirtualClock
  private let limit: Int
  private let settings: MediaSettings
  private var opened = 0
  private var lines: [VirtualLine] = []

  /// - Parameter limit: how many calls may have media at once.
  public init(clock: VirtualClock, limit: Int = 100, settings: MediaSettings = MediaSettings()) {
    self.clock = clock
    self.limit = limit
    self.settings = settings
  }

  /// Lines that are not closed.
  public var openLines: Int { lines.count { !$0.isClosed } }

  public func open(onEvent: @escaping @Sendable (CallEvent) -> Void) throws(MediaRefusal) -> any CallMedia {
    guard openLines < limit else { throw MediaRefusal(status: 503, explanation: "no ports are free") }
    let line = VirtualLine(
      number: UInt64(opened + 1), localPort: UInt16(16384 + 2 * opened), clock: clock, settings: settings,
      onEvent: onEvent)
    opened += 1
    lines.append(line)
    return line
  }

  /// A datagram for one of our ports.
  func receive(_ datagram: [UInt8], on port: UInt16, from source: PeerAddress) {
    lines.first { $0.localPort == port && !$0.isClosed }?.receive(datagram, from: source)
  }

  /// One tick of every line; `send` is given each media packet with where it goes.
  func tick(_ send: (PeerAddress, [UInt8]) -> Void) {
    for line in lines where !line.isClosed { line.tick(send) }
  }
}

/// The media of one call: like a real line, its session begins when there are an agreement and a seat.
final class VirtualLine: CallMedia, @unchecked Sendable {
  let localPort: UInt16
  private(set) var isClosed = false
  private let number: UInt64
  private let clock: VirtualClock
  private let settings: MediaSettings
  private let onEvent: @Sendable (CallEvent) -> Void
  private let events = MediaEventQueue {}
  private let gauge = MediaQualityGauge()
  private var outbox = Outbox()
  private var agreed: AgreedMedia?
  private var seating: (seat: any CallSeat & Sendable, rate: SampleRate, recording: CallRecording?)?
  private var session: MediaSession?

  init(
    number: UInt64, localPort: UInt16, clock: VirtualClock, settings: MediaSettings,
    onEvent: @escaping @Sendable (CallEvent) -> Void
  ) {
    self.number = number
    self.localPort = localPort
    self.clock = clock
    self.settings = settings
    self.onEvent = onEvent
  }

  var quality: MediaQuality? { gauge.reading }

  func apply(_ media: AgreedMedia) {
    agreed = media
    if let session { session.perform(.renegotiate(media), at: clock.now, into: &outbox) } else { begin() }
  }

  func connect(_ seat: any CallSeat & Sendable, rate: SampleRate, recording: CallRecording?) {
    guard seating == nil else { return }
    seating = (seat, rate, recording)
    begin()
  }

  func answered(recording: CallRecording?) {
    session?.perform(.answered(recording: recording), at: clock.now, into: &outbox)
  }

  func dial(_ keys: String, by method: KeyMethod) {
    session?.perform(.dial(keys, by: method), at: clock.now, into: &outbox)
  }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    session?.leave(at: clock.now, into: &outbox)
    session = nil
  }

  func receive(_ datagram: [UInt8], from source: PeerAddress) {
    session?.receive(datagram.span, on: .rtp, from: source, at: clock.now, into: &outbox)
  }

  func tick(_ send: (PeerAddress, [UInt8]) -> Void) {
    session?.tick(at: clock.now, into: &outbox)
    outbox.drain { channel, peer, bytes in
      if channel == .rtp { send(peer, bytes.indices.map { bytes[$0] }) }
    }
    for (_, event) in events.takeAll() {
      switch event {
      case .soundArrived: onEvent(.soundArrived)
      case .soundStopped: onEvent(.soundStopped)
      case .digit(let key): onEvent(.digit(key))
      }
    }
  }

  private func begin() {
    guard let agreed, let seating, session == nil, !isClosed else { return }
    session = MediaSession(
      line: LineID(number: number), agreed: agreed, seat: seating.seat, roomRate: seating.rate,
      recording: seating.recording, events: events, gauge: gauge, settings: settings, seed: number, at: clock.now)
  }
}
