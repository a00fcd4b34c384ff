import Foundation
import HTTPAPI
import Identifiers
import Store
import Testing

struct IdempotencyContract {
  @Test(arguments: BackEnd.allCases)
  func `a key is granted once, then answers as the first request was answered`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      func claim(_ fingerprint: String, _ at: Date = Sample.time) async throws -> IdempotencyClaim {
        try await store.claim("k", in: workspace, fingerprint: fingerprint, at: at)
      }
      #expect(try await claim("f") == .granted)
      #expect(try await claim("f") == .stillRunning)
      #expect(try await claim("g") == .usedForOther)
      try await store.finish("k", in: workspace, claimedAt: Sample.time, status: 201, body: "{}")
      #expect(try await claim("f") == .answered(status: 201, body: "{}"))
      #expect(try await claim("g") == .usedForOther)
      let nextDay = Sample.time.addingTimeInterval(24 * 60 * 60 + 1)
      #expect(try await claim("g", nextDay) == .granted)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a released key is free, and of many claims at once one is granted`(backEnd: BackEnd) async throws {
    try await backEnd.withStore { store, workspace in
      let granted = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 1...30 {
          group.addTask {
            try await store.claim("k", in: workspace, fingerprint: "f", at: Sample.time) == .granted
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(granted == 1)
      try await store.release("k", in: workspace, claimedAt: Sample.time)
      #expect(try await store.claim("k", in: workspace, fingerprint: "f", at: Sample.time) == .granted)
    }
  }

  @Test(arguments: BackEnd.allCases)
  func `a request that was cut off frees its key after two minutes, and touches it no more`(
    backEnd: BackEnd
  ) async throws {
    try await backEnd.withStore { store, workspace in
      func claim(_ fingerprint: String, after seconds: Double) async throws -> IdempotencyClaim {
        try await store.claim(
          "k", in: workspace, fingerprint: fingerprint, at: Sample.time.addingTimeInterval(seconds))
      }
      #expect(try await claim("f", after: 0) == .granted)
      #expect(try await claim("f", after: 119) == .stillRunning)
      #expect(try await claim("g", after: 119) == .usedForOther)
      #expect(try await claim("g", after: 120) == .granted)
      try await store.finish("k", in: workspace, claimedAt: Sample.time, status: 201, body: "late")
      try await store.release("k", in: workspace, claimedAt: Sample.time)
      #expect(try await claim("g", after: 121) == .stillRunning)
      try await store.finish(
        "k", in: workspace, claimedAt: Sample.time.addingTimeInterval(120), status: 201, body: "second")
      #expect(try await claim("g", after: 300) == .answered(status: 201, body: "second"), "answered keys are kept")
    }
  }
}
