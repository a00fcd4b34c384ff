public import SIP
import Synchronization

/// The telephone of a node: turns SIP legs into calls.
///
/// The SIP transport tells it what happens to each leg; it hands out each new call once, through ``incoming``, and
/// gives each call its own events from then on.
public final class Phone: Sendable {
  /// New calls, oldest first. When 256 wait, further ones are answered 503.
  public let incoming: AsyncStream<Call>

  private let arrivals: AsyncStream<Call>.Continuation
  private let legs: any LegCommands
  private let media: any MediaDesk
  private let settings: PhoneSettings
  private let authenticator: DigestDesk
  private let calls = Mutex<[LegID: Call]>([:])
  /// The first INVITE and 100 pass before the leg is told of.
  private let early = Mutex(EarlySignals())

  public init(legs: any LegCommands, media: any MediaDesk, settings: PhoneSettings) {
    self.legs = legs
    self.media = media
    self.settings = settings
    authenticator = DigestDesk(settings)
    (incoming, arrivals) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(256))
  }

  /// Calls that are not over.
  public var count: Int { calls.withLock { $0.count } }

  /// Something happened to a leg. Called on the SIP loop; does not block.
  public func receive(_ event: LegEvent, on leg: LegID) {
    switch event {
    case .invited(let invitation): begin(invitation, on: leg)
    case .cancelled, .ended:
      calls.withLock { $0.removeValue(forKey: leg) }?.receive(event)
    default: calls.withLock { $0[leg] }?.receive(event)
    }
  }

  /// A message of a leg came or went; kept with the call's events.
  public func trace(_ line: SignalLine, on leg: LegID) {
    if let call = calls.withLock({ $0[leg] }) { return call.signal(line) }
    early.withLock { $0.keep(line, of: leg) }
  }

  /// No further calls come.
  public func close() { arrivals.finish() }

  private func begin(_ invitation: Invitation, on leg: LegID) {
    let call = Call(
      CallID(leg), invitation: invitation, legs: legs, media: media, digest: authenticator, settings: settings)
    calls.withLock { $0[leg] = call }
    for line in early.withLock({ $0.take(leg) }) { call.signal(line) }
    if case .enqueued = arrivals.yield(call) { return }
    calls.withLock { _ = $0.removeValue(forKey: leg) }
    legs.perform(.reject(503, reason: "Too many calls wait", headers: ["Retry-After": "5"]), on: leg)
  }
}
