import Foundation
import Hummingbird
import Identifiers
import Store
import Testing

@testable import HTTPAPI

struct RateLimitTests {
  private let start = ContinuousClock.now

  @Test func `a burst is let in at once, then one each interval`() {
    let limit = RateLimit(perSecond: 50, burst: 100)
    var pace = RequestPace()
    for _ in 1...100 { #expect(pace.admit(limit, at: start) == nil) }
    #expect(pace.admit(limit, at: start) == .milliseconds(20))
    #expect(pace.admit(limit, at: start + .milliseconds(19)) == .milliseconds(1), "a refusal costs nothing")
    #expect(pace.admit(limit, at: start + .milliseconds(20)) == nil)
    #expect(pace.admit(limit, at: start + .milliseconds(20)) == .milliseconds(20))
  }

  @Test func `whoever waits has his burst again, and no more than that`() {
    let limit = RateLimit(perSecond: 10, burst: 5)
    var pace = RequestPace()
    for _ in 1...5 { #expect(pace.admit(limit, at: start) == nil) }
    #expect(!pace.isRested(at: start + .milliseconds(499)))
    #expect(pace.isRested(at: start + .milliseconds(500)))
    let later = start + .seconds(3600)
    for _ in 1...5 { #expect(pace.admit(limit, at: later) == nil) }
    #expect(pace.admit(limit, at: later) == .milliseconds(100))
  }

  @Test func `in the long run a key has its rate, however it sends`() {
    let limit = RateLimit(perSecond: 50, burst: 100)
    var pace = RequestPace()
    let admitted = (0..<10_000).count { pace.admit(limit, at: start + .milliseconds($0)) == nil }
    #expect((599...600).contains(admitted), "100 and ten seconds of 50: \(admitted)")
  }

  @Test func `over its rate a key is told when to come again, and others are not held up`() async throws {
    try await TestServer.run(limits: RateLimits(requests: RateLimit(perSecond: 2, burst: 3), calls: nil)) { server in
      for _ in 1...3 { #expect(try await server.send(.get, "/v1/agents").status == .ok) }
      let refused = try await server.send(.get, "/v1/agents")
      #expect(refused.status == .tooManyRequests)
      #expect(refused.code == "rate_limited")
      #expect(refused.headers[.retryAfter] == "1")
      #expect(refused["error"]?["details"]?["retry_after_ms"] == 500)
      #expect(try await server.send(.get, "/v1/agents", key: TestServer.otherKey).status == .ok)
      #expect(try await server.send(.get, "/healthz").status == .ok)
      server.clock.advance(by: .milliseconds(500))
      #expect(try await server.send(.get, "/v1/agents").status == .ok)
    }
  }

  @Test func `calls have a rate of their own, and one that is refused is not placed`() async throws {
    try await TestServer.run(limits: RateLimits(calls: RateLimit(perSecond: 1, burst: 2))) { server in
      let body = #"{"agent_id":"agent_01J9ZC3M2P8Q4R5S6T7V8W9X0Y","to":"+14155550777"}"#
      for _ in 1...2 { #expect(try await server.send(.post, "/v1/outbound-calls", body).status == .created) }
      let refused = try await server.send(.post, "/v1/outbound-calls", body)
      #expect(refused.code == "rate_limited")
      #expect(refused.headers[.retryAfter] == "1")
      #expect(server.calls.orders.count == 2)
      #expect(try await server.send(.get, "/v1/agents").status == .ok)
      server.clock.advance(by: .seconds(1))
      #expect(try await server.send(.post, "/v1/outbound-calls", body).status == .created)
    }
  }

  @Test func `unset, a key may send 50 requests and place 10 calls a second`() {
    let limits = RateLimits()
    #expect(limits.requests == RateLimit(perSecond: 50, burst: 100))
    #expect(limits.calls == RateLimit(perSecond: 10, burst: 20))
  }
}
