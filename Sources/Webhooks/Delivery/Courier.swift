import Agents
public import Exchange
public import Foundation
import Identifiers
public import Logging

/// Takes events from the queue to their receivers.
public actor Courier {
  private let queue: any WebhookQueue
  private let payload: WebhookPayload
  private let sender: any OutsideSender
  private let schedule: RetrySchedule
  private let wallClock: @Sendable () -> Date
  private let pause: @Sendable (Duration) async throws -> Void
  private let log: Logger
  private var lanes = CourierLanes()

  /// A receiver that has not answered by then did not take it.
  public static let timeLimit: Duration = .seconds(10)
  /// Until an attempt that was begun may be begun again: longer than any attempt takes.
  static let lease: Duration = .seconds(20)
  /// Between two looks into the queue.
  static let interval: Duration = .milliseconds(500)

  public init(
    queue: any WebhookQueue, payload: WebhookPayload, sender: any OutsideSender, schedule: RetrySchedule = .init(),
    wallClock: @escaping @Sendable () -> Date,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }, log: Logger
  ) {
    self.queue = queue
    self.payload = payload
    self.sender = sender
    self.schedule = schedule
    self.wallClock = wallClock
    self.pause = pause
    self.log = log
  }

  /// Delivers until its task is cancelled; what is under way then is tried again at the next start.
  public func run() async {
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        for agent in await admitted() {
          group.addTask { await self.deliver(of: agent) }
        }
        do { try await pause(Self.interval) } catch { break }
      }
      group.cancelAll()
    }
  }

  private func admitted() async -> [ID<Agent>] {
    do { return lanes.admit(try await queue.agentsDue(at: wallClock())) } catch {
      log.error("cannot read which webhooks are due", metadata: ["error": "\(error)"])
      return []
    }
  }

  /// One after the other, until nothing is due or the receiver does not answer.
  private func deliver(of agent: ID<Agent>) async {
    defer { lanes.leave(agent) }
    do {
      while !Task.isCancelled {
        let now = wallClock()
        guard let job = try await queue.claim(of: agent, at: now, until: now.addingTimeInterval(Self.lease.seconds))
        else { return }
        guard try await deliver(job) else { return }
      }
    } catch {
      log.error("cannot keep what became of a webhook", metadata: ["error": "\(error)"])
    }
  }

  /// - Returns: whether the receiver answered at all.
  private func deliver(_ job: WebhookJob) async throws -> Bool {
    let began = wallClock()
    guard let url = job.url else {
      let problem = "the agent has no webhook_url any more, or is deleted"
      try await queue.settle(
        job.delivery, after: .init(at: began, milliseconds: 0, problem: problem), as: .abandoned)
      return true
    }
    let result = await send(job, to: url, at: began)
    // Nothing is known of an attempt that the server's end broke off.
    if Task.isCancelled { return false }
    let verdict = DeliveryVerdict(result)
    let status = try? result.get().status
    let now = wallClock()
    let outcome: WebhookOutcome =
      switch verdict {
      case .delivered: .delivered
      case .hopeless: .abandoned
      case .failed:
        schedule.next(after: job.attempts + 1, at: now, created: job.createdAt).map { .tryAgain(at: $0) } ?? .abandoned
      }
    note(job, outcome: outcome, problem: verdict.problem)
    lanes.note(job.agent, answered: status != nil)
    try await queue.settle(
      job.delivery,
      after: .init(
        at: began, milliseconds: Int((now.timeIntervalSince(began) * 1000).rounded()), responseStatus: status,
        problem: verdict.problem), as: outcome)
    return status != nil
  }

  private func send(_ job: WebhookJob, to url: String, at time: Date) async -> Result<OutsideAnswer, OutsideProblem> {
    let body = payload.body(of: job)
    var request = OutsideRequest(url: url, body: body, timeLimit: Self.timeLimit, mostAnswer: 0)
    request.headers = [("Content-Type", "application/json"), ("User-Agent", "Trunkline")]
    request.headers += WebhookSignature.headers(for: body, secret: job.secret, at: time)
    return await sender.send(request)
  }

  private func note(_ job: WebhookJob, outcome: WebhookOutcome, problem: String?) {
    guard let problem else { return }
    let metadata: Logger.Metadata = [
      "conversation": "\(job.record.id)", "event": "\(job.event.rawValue)", "problem": "\(problem)",
    ]
    if case .abandoned = outcome {
      log.warning("a webhook is given up", metadata: metadata)
    } else {
      log.info("a webhook was not taken, and will be tried again", metadata: metadata)
    }
  }
}
