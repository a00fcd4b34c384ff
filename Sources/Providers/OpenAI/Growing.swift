internal import Synchronization

/// A value that the pieces of an answer change one after the other.
final class Growing<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }

  func update<Result>(_ change: (inout Value) throws -> sending Result) rethrows -> sending Result {
    try value.withLock { try change(&$0) }
  }
}
