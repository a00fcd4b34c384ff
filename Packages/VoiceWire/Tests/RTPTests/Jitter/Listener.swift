import RTP

/// Plays a stream the way a media session does: packets arrive at given times, and each 20 ms a frame of 160 ticks is
/// filled from the buffer.
struct Listener {
  /// A packet as sent, and when it arrives.
  struct Sent {
    var sequence: Int
    var timestamp: Int
    var arrival: Duration
    var ticks = 160
    var isPlaceholder = false
    /// Tells the noise of a pause.
    var isComfort = false
  }

  var buffer: JitterBuffer
  /// The sequence number of each frame played, in order.
  private(set) var played: [Int] = []
  /// The first byte of each noise packet, in order, and after how many frames it came.
  private(set) var comforts: [(told: UInt8, after: Int)] = []
  /// The sequence number of the packet seen behind each gap.
  private(set) var seenBehindGaps: [Int] = []
  private(set) var lost = 0
  private(set) var silence = 0
  private(set) var stretched = 0
  private(set) var waited = 0
  /// The delay at each tick after the first frame.
  private(set) var delays: [Duration] = []
  /// When each packet was played.
  private(set) var playedAt: [Int: Duration] = [:]
  private var held = 0
  var isQuiet = false

  init(_ settings: JitterSettings = JitterSettings()) {
    buffer = JitterBuffer(settings)
  }

  /// Runs until `end`, a tick every 20 ms from `phase` on.
  mutating func run(_ sent: [Sent], phase: Duration = .milliseconds(5), until end: Duration) {
    let ordered = sent.sorted { $0.arrival < $1.arrival }
    var next = 0
    var now = phase
    while now < end {
      while next < ordered.count, ordered[next].arrival <= now {
        arrive(ordered[next])
        next += 1
      }
      tick(at: now)
      now += .milliseconds(20)
    }
  }

  mutating func arrive(_ sent: Sent) {
    let packet = RTPPacket(
      payloadType: 0, sequence: UInt16(truncatingIfNeeded: sent.sequence),
      timestamp: UInt32(truncatingIfNeeded: sent.timestamp), source: 1)
    if sent.isComfort {
      buffer.insertComfort(packet, payload: [UInt8(truncatingIfNeeded: sent.sequence)].span)
      return
    }
    guard !sent.isPlaceholder else {
      buffer.insertPlaceholder(for: packet)
      return
    }
    var payload = [UInt8](repeating: 0, count: sent.ticks)
    for index in 0..<4 { payload[index] = UInt8(truncatingIfNeeded: sent.sequence >> (8 * index)) }
    buffer.insert(packet, payload: payload.span, ticks: sent.ticks, at: sent.arrival)
  }

  mutating func tick(at now: Duration) {
    var bytes = [UInt8](repeating: 0, count: 480)
    while held < 160 {
      var span = bytes.mutableSpan
      switch buffer.next(wanted: 160 - held, held: held, isQuiet: isQuiet, into: &span, at: now) {
      case .frame(_, _, let ticks):
        let sequence = (0..<4).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
        played.append(sequence)
        playedAt[sequence] = now
        delays.append(buffer.delay)
        held += ticks
      case .lost(let ticks):
        lost += ticks
        held += ticks
        var behind = [UInt8](repeating: 0, count: 480)
        var behindSpan = behind.mutableSpan
        if buffer.peek(into: &behindSpan) > 0 {
          seenBehindGaps.append((0..<4).reduce(0) { $0 | Int(behind[$1]) << (8 * $1) })
        }
      case .comfort(let count):
        let told = count > 0 ? bytes[0] : 0
        comforts.append((told, played.count))
      case .silence(let ticks):
        silence += ticks
        held += ticks
      case .stretch(let ticks):
        stretched += ticks
        held += ticks
      case .waiting:
        waited += 160 - held
        held = 160
      }
    }
    held -= 160
  }
}
