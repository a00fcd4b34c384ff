internal import NIOCore
internal import SIP

/// Asks a STUN server over one of our sockets what address it sees. Lives on one loop.
final class MappedAddressSeeker {
  private var query: MappedAddressQuery
  private let channel: any Channel
  private let server: SocketAddress
  private let promise: EventLoopPromise<HostPort?>
  private var alarm: Scheduled<Void>?
  private var isOver = false

  init(channel: any Channel, server: SocketAddress, interval: Duration) {
    self.channel = channel
    self.server = server
    query = MappedAddressQuery(transaction: (0..<12).map { _ in .random(in: .min ... .max) }, interval: interval)
    promise = channel.eventLoop.makePromise()
  }

  /// The address as the server sees it; nil when it does not answer.
  func start() -> EventLoopFuture<HostPort?> {
    perform(query.start(at: now))
    return promise.futureResult
  }

  func receive(_ message: STUNMessage) {
    perform(query.receive(message))
  }

  private var now: Duration { channel.eventLoop.now.sinceEpoch }

  private func perform(_ effects: [MappedAddressQuery.Effect]) {
    for effect in effects {
      switch effect {
      case .send(let message):
        let buffer = channel.allocator.buffer(bytes: message.serialized())
        channel.writeAndFlush(AddressedEnvelope(remoteAddress: server, data: buffer), promise: nil)
      case .found(let address): end(address)
      case .failed: end(nil)
      }
    }
    alarm?.cancel()
    guard let deadline = query.deadline else { return }
    let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
    alarm = channel.eventLoop.scheduleTask(deadline: NIODeadline(sinceEpoch: deadline)) {
      let seeker = bound.value
      seeker.perform(seeker.query.deadlineReached(at: max(seeker.now, deadline)))
    }
  }

  private func end(_ address: HostPort?) {
    guard !isOver else { return }
    isOver = true
    promise.succeed(address)
  }
}
