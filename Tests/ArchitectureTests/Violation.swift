import Testing

/// One broken rule at one place, printed as `path:line: what is wrong`.
struct Violation: Equatable, CustomStringConvertible {
  var path: String
  var line: Int?
  var message: String

  var description: String {
    guard let line else { return "\(path): \(message)" }
    return "\(path):\(line): \(message)"
  }
}

/// Fails with a line for each violation, at the place of the caller.
func expectNone(_ violations: [Violation], sourceLocation: SourceLocation = #_sourceLocation) {
  let lines = violations.map { "\n  \($0)" }.joined()
  #expect(violations.isEmpty, "\(violations.count) violations:\(lines)", sourceLocation: sourceLocation)
}
