internal import NIOCore
internal import NIOPosix
public import SIP
internal import Synchronization

/// Finds the servers of a next hop: DNS on threads of its own, answers kept as long as they say, and servers that failed
/// last (RFC 3263). Free to be used from anywhere.
public final class TargetResolver: Sendable {
  private struct State {
    var cache = DNSCache()
    var memory = TargetMemory()
  }

  private let lookup: any NameLookup
  private let threads: NIOThreadPool
  private let state = Mutex(State())
  private let clock: @Sendable () -> Duration

  /// `clock` counts from any instant and never goes back.
  public init(
    lookup: any NameLookup = SystemNames(), threads: Int = 4,
    clock: @escaping @Sendable () -> Duration = TargetResolver.uptime
  ) {
    self.lookup = lookup
    self.clock = clock
    self.threads = NIOThreadPool(numberOfThreads: threads)
    self.threads.start()
  }

  deinit {
    threads.shutdownGracefully { _ in }
  }

  /// Where to try, best first; never empty.
  public func targets(of request: ResolutionRequest) async throws(ResolutionFailure) -> [Destination] {
    var plan = ResolutionPlan(request)
    while let question = plan.question { plan.receive(await answer(to: question)) }
    let found = try plan.targets.get()
    let now = clock()
    return state.withLock { $0.memory.ordered(found, at: now) }
  }

  /// A target did not answer, or said 503. `wait` is its Retry-After.
  public func failed(_ target: Destination, wait: Duration? = nil) {
    let now = clock()
    state.withLock { $0.memory.failed(target, wait: wait, at: now) }
  }

  /// A target answered.
  public func reached(_ target: Destination) {
    state.withLock { $0.memory.reached(target) }
  }

  private func answer(to question: DNSQuestion) async -> DNSAnswer {
    let now = clock()
    if let known = state.withLock({ $0.cache.answer(to: question, at: now) }) { return known }
    let lookup = lookup
    let answer = (try? await threads.runIfActive { lookup.answer(to: question) }) ?? .failed
    let later = clock()
    state.withLock { $0.cache.insert(answer, to: question, at: later) }
    return answer
  }

  /// The time as the loops count it.
  @Sendable public static func uptime() -> Duration { NIODeadline.now().sinceEpoch }
}
