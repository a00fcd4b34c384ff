/// Keys that the caller pressed and that are not yet taken as said.
struct KeyPresses: Hashable, Sendable {
  private var keys = ""
  /// When they count as complete; nil when there are none.
  private(set) var deadline: Duration?

  mutating func press(_ key: Character, at now: Duration, limits: TurnLimits) {
    guard "0123456789*#ABCD".contains(key), keys.count < limits.keys else { return }
    keys.append(key)
    deadline = now + limits.keyPause
  }

  /// The keys so far, which are no longer here.
  mutating func take() -> String {
    defer {
      keys = ""
      deadline = nil
    }
    return keys
  }

  /// As the model is told of them: "The caller pressed 1 2 #."
  static func sentence(_ keys: String) -> String {
    "The caller pressed \(keys.map(String.init).joined(separator: " "))."
  }
}
