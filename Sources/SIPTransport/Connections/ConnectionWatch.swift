internal import SIP

/// The patience we have with one connection: silence, messages that trickle in, pings that nobody answers. A value; times
/// count from any instant.
struct ConnectionWatch: Sendable {
  enum Verdict: Hashable, Sendable {
    /// Close it, whatever it is used for.
    case close
    /// Close it unless a call needs it.
    case closeIfUnused
    case ping
  }

  private let limits: ConnectionLimits
  private let sendsPings: Bool
  /// From when on its silence counts. What a stranger sends does not end it.
  private var lastRead: Duration
  private var isStranger: Bool
  /// When the message that is not yet whole began.
  private var messageBegan: Duration?
  private var pingAt: Duration?
  private var pongBy: Duration?
  /// True once the peer has answered a ping: only then does silence after one mean that it is gone.
  private var answersPings = false

  init(limits: ConnectionLimits, sendsPings: Bool, isStranger: Bool = false, at now: Duration) {
    self.isStranger = isStranger
    self.limits = limits
    self.sendsPings = sendsPings && limits.pingInterval != nil
    lastRead = now
    schedulePing(at: now)
  }

  var deadline: Duration {
    var deadline = silentAt
    if let messageBegan { deadline = min(deadline, messageBegan + limits.messageTimeout) }
    if let pingAt { deadline = min(deadline, pingAt) }
    if let pongBy { deadline = min(deadline, pongBy) }
    return deadline
  }

  private var silentAt: Duration { lastRead + (isStranger ? limits.strangerTimeout : limits.idleTimeout) }

  /// The peer is somebody we know.
  mutating func welcome() {
    isStranger = false
  }

  /// True while the answer to a ping may come.
  var awaitsPong: Bool { pongBy != nil }

  /// Bytes came. `isInsideMessage` when they end in the middle of a message, `hasFrame` when they ended one.
  mutating func read(isInsideMessage: Bool, hasFrame: Bool, at now: Duration) {
    if !isStranger { lastRead = now }
    if !isInsideMessage {
      messageBegan = nil
    } else if hasFrame || messageBegan == nil {
      messageBegan = now
    }
    schedulePing(at: now)
  }

  mutating func ponged() {
    answersPings = true
    pongBy = nil
  }

  /// A call needs the connection: the silence begins anew.
  mutating func kept(at now: Duration) {
    lastRead = now
  }

  mutating func deadlineReached(at now: Duration) -> Verdict? {
    if let messageBegan, now >= messageBegan + limits.messageTimeout { return .close }
    if let pongBy, now >= pongBy {
      self.pongBy = nil
      if answersPings { return .close }
    }
    if now >= silentAt { return .closeIfUnused }
    if let pingAt, now >= pingAt {
      schedulePing(at: now)
      pongBy = now + limits.pongTimeout
      return .ping
    }
    return nil
  }

  private mutating func schedulePing(at now: Duration) {
    guard sendsPings, let interval = limits.pingInterval else { return }
    pingAt = now + interval
  }
}
