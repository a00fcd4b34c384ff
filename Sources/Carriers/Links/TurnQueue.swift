/// Does work of one key after another, in the order it was asked for; a caller who goes away does not stop what began.
actor TurnQueue {
  private var last: [String: Task<Void, Never>] = [:]

  func run<Result: Sendable>(
    _ key: String, _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let before = last[key]
    let task = Task {
      await before?.value
      return try await work()
    }
    last[key] = Task { _ = try? await task.value }
    return try await task.value
  }
}
