/// Connections that read, each used by one transaction at a time; the one with the fewest waiting takes the next.
actor PostgresReaders {
  private let lines: [PostgresLine]
  /// Transactions that each line has or that wait for it.
  private var loads: [Int]

  init(_ location: PostgresLocation, count: Int, patience: Duration) {
    lines = (0..<count).map { _ in PostgresLine(location, patience: patience) }
    loads = Array(repeating: 0, count: count)
  }

  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any SQLConnection) throws -> Answer
  ) async throws -> Answer {
    let chosen = loads.indices.min { loads[$0] < loads[$1] } ?? 0
    loads[chosen] += 1
    defer { loads[chosen] -= 1 }
    return try await lines[chosen].read(body)
  }

  nonisolated func close() { for line in lines { line.close() } }
}
