internal import CDatagrams

/// What one media thread does, from its start to its end. Only that thread touches it.
final class LoopRun<Endpoint: MediaEndpoint> {
  private struct Sockets {
    var line: MediaLine

    func descriptor(_ channel: MediaChannel) -> Int32 { channel == .rtp ? line.rtp : line.rtcp }
  }

  private let ring: CommandRing<LoopOrder<Endpoint>>
  private let waker: Int32
  private let ports: MediaPorts
  private let report: (MediaLoopHealth) -> Void
  private let watcher: Int32
  private let timer: Int32
  private let batch: OpaquePointer
  private var ticks: TickClock
  private var schedule = MediaSchedule<Endpoint>()
  private var sockets: [Sockets?] = []
  private var health = MediaLoopHealth()
  private var ticksSinceReport = 0
  private var isStopping = false

  init(
    ring: CommandRing<LoopOrder<Endpoint>>, waker: Int32, ports: MediaPorts,
    report: @escaping (MediaLoopHealth) -> Void
  ) throws(MediaTransportError) {
    self.ring = ring
    self.waker = waker
    self.ports = ports
    self.report = report
    let first = datagrams_now() + 20_000_000
    ticks = TickClock(first: .nanoseconds(first))
    guard let batch = datagrams_batch_new(16, 1600) else { throw .system(call: "malloc", errno: 12) }
    self.batch = batch
    watcher = datagrams_watcher_new()
    timer = datagrams_timer_new(first, 20_000_000)
    guard watcher >= 0, timer >= 0 else { throw .system(call: "epoll or timerfd", errno: -min(watcher, timer)) }
    let watched = min(
      datagrams_watch(watcher, timer, EventTag.timer), datagrams_watch(watcher, waker, EventTag.waker))
    guard watched == 0 else { throw .system(call: "epoll_ctl", errno: -watched) }
  }

  deinit {
    datagrams_batch_free(batch)
    if timer >= 0 { datagrams_close(timer) }
    if watcher >= 0 { datagrams_close(watcher) }
  }

  func run(isRealtime: Bool) {
    health.isRealtime = isRealtime
    report(health)
    var tags = [UInt64](repeating: 0, count: 256)
    while !isStopping {
      let count = datagrams_wait(watcher, &tags, 256, 1000)
      var isWoken = false
      for index in 0..<max(0, Int(count)) {
        switch tags[index] {
        case EventTag.timer: datagrams_clear(timer)
        case EventTag.waker: isWoken = true
        case let tag: receive(slot: Int(tag >> 1), tag & 1 == 0 ? .rtp : .rtcp)
        }
      }
      while let due = ticks.take(at: MediaClock.now) { tick(at: due) }
      // Last, so that no event of this round speaks of a slot that was given to another line.
      if isWoken { obey() }
    }
    let now = MediaClock.now
    for line in schedule.lines { remove(line, at: now) }
    report(health)
  }

  private func receive(slot: Int, _ channel: MediaChannel) {
    guard sockets.indices.contains(slot), let socket = sockets[slot]?.descriptor(channel) else { return }
    let count = Int(datagrams_receive(batch, socket))
    guard count > 0 else { return }
    let now = MediaClock.now
    health.datagramsReceived &+= UInt64(count)
    for index in 0..<Int32(count) {
      let length = Int(datagrams_length(batch, index))
      guard length > 0 else { continue }
      let source = datagrams_source(batch, index)
      let bytes = UnsafeBufferPointer(start: datagrams_bytes(batch, index), count: length)
      schedule.receive(
        bytes.span, on: channel, from: PeerAddress(high: source.high, low: source.low, port: source.port),
        slot: slot, at: now
      ) { send($0, $1, $2, $3) }
    }
  }

  private func tick(at now: Duration) {
    schedule.tick(at: now) { send($0, $1, $2, $3) }
    ticksSinceReport += 1
    guard ticksSinceReport >= 50 else { return }
    ticksSinceReport = 0
    health.ticksMissed = ticks.missed
    health.worstLateness = ticks.worstLateness
    report(health)
  }

  private func obey() {
    datagrams_clear(waker)
    guard let orders = ring.takeAll() else {
      datagrams_wake(waker)
      return
    }
    let now = MediaClock.now
    for order in orders {
      switch order.element {
      case .add(let line, let endpoint): add(endpoint, on: line)
      case .perform(let line, let command):
        schedule.perform(command, on: line, at: now) { send($0, $1, $2, $3) }
      case .remove(let line): remove(line, at: now)
      case .stop: isStopping = true
      }
    }
    health.lines = schedule.count
    report(health)
  }

  private func add(_ endpoint: Endpoint, on line: MediaLine) {
    guard let slot = schedule.add(endpoint, on: line.id) else { return }
    while sockets.count <= slot { sockets.append(nil) }
    sockets[slot] = Sockets(line: line)
    for channel in [MediaChannel.rtp, .rtcp] {
      let socket = channel == .rtp ? line.rtp : line.rtcp
      // What came before there was anyone to hear it would only be heard late.
      for _ in 0..<64 where datagrams_receive(batch, socket) <= 0 { break }
      if datagrams_watch(watcher, socket, EventTag.socket(slot, channel)) != 0 { health.sendFailures &+= 1 }
    }
  }

  private func remove(_ line: LineID, at now: Duration) {
    guard let slot = schedule.remove(line, at: now, send: { send($0, $1, $2, $3) }) else { return }
    // Closing takes the sockets out of the epoll.
    if let gone = sockets[slot] { ports.close(gone.line, at: now) }
    sockets[slot] = nil
  }

  private func send(_ slot: Int, _ channel: MediaChannel, _ peer: PeerAddress, _ bytes: Span<UInt8>) {
    guard sockets.indices.contains(slot), let socket = sockets[slot]?.descriptor(channel) else { return }
    let sent = bytes.withUnsafeBufferPointer {
      datagrams_send(
        socket, $0.baseAddress, Int32($0.count), datagrams_peer(high: peer.high, low: peer.low, port: peer.port))
    }
    if sent < 0 { health.sendFailures &+= 1 }
  }
}

/// What an event of the watcher speaks of: the timer, the waker, or a slot and its channel.
private enum EventTag {
  static let timer = UInt64.max
  static let waker = UInt64.max - 1

  static func socket(_ slot: Int, _ channel: MediaChannel) -> UInt64 { UInt64(slot) << 1 | UInt64(channel.rawValue) }
}
