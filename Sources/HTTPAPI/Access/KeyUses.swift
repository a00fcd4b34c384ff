import Exchange
import Foundation
import Identifiers
import Synchronization

/// Gathers the uses of keys: however busy a key is, one use a minute is due to be written.
final class KeyUses: Sendable {
  static let grainSeconds = 60.0
  private static let capacity = 1000
  private let noted = Mutex<[ID<APIKey>: Date]>([:])

  /// Whether this use is to be written; of several at once, one is.
  func isDue(_ key: APIKey, at now: Date) -> Bool {
    noted.withLock { noted in
      let last = max(noted[key.id] ?? .distantPast, key.lastUsedAt ?? .distantPast)
      guard now.timeIntervalSince(last) >= Self.grainSeconds else { return false }
      if noted.count >= Self.capacity { noted.removeAll(keepingCapacity: true) }
      noted[key.id] = now
      return true
    }
  }
}
