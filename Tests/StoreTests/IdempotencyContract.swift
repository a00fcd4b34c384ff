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
      try await store.finish("k", in: workspace, status: 201, body: "{}")
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
      try await store.release("k", in: workspace)
      #expect(try await store.claim("k", in: workspace, fingerprint: "f", at: Sample.time) == .granted)
    }
  }
}
