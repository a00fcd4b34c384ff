public import Foundation
public import Identifiers

/// Where the answers to requests with an `Idempotency-Key` are kept for a day.
public protocol IdempotencyStore: Sendable {
  /// Takes the key for a request, or says what became of it. Atomic: of two requests at once, one is granted.
  ///
  /// - Parameter fingerprint: of the method, path and body.
  func claim(
    _ key: String, in workspace: ID<Workspace>, fingerprint: String, at now: Date
  ) async throws -> IdempotencyClaim
  /// Keeps the answer for those who ask again. Nothing happens when the key is no longer this request's.
  ///
  /// - Parameter claimedAt: the time of the claim that was granted.
  func finish(
    _ key: String, in workspace: ID<Workspace>, claimedAt: Date, status: Int, body: String
  ) async throws
  /// Frees the key: the request failed in a way that may be tried again. Nothing happens when it is no longer this
  /// request's.
  func release(_ key: String, in workspace: ID<Workspace>, claimedAt: Date) async throws
}

/// What became of a request for an idempotency key.
public enum IdempotencyClaim: Hashable, Sendable {
  /// It was free; the request may run.
  case granted
  /// The same request was answered so.
  case answered(status: Int, body: String)
  /// The same request is still running.
  case stillRunning
  /// Another request has the key.
  case usedForOther

  /// Longer than any request runs: an unanswered one that is older was cut off by a crash, and its key is free.
  public static let longestRequestSeconds: Double = 2 * 60

  /// How long a key is kept.
  public static let lifetimeSeconds: Double = 24 * 60 * 60
}
