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
