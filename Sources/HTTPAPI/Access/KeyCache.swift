import Exchange
import Identifiers
import Synchronization

/// Keys that were looked up within the last second, by their hash, so that a busy client costs a query a second and not
/// one a request. A key that is taken away elsewhere stays good for no longer than that.
final class KeyCache: Sendable {
  private struct Entry {
    let key: APIKey
    let until: ContinuousClock.Instant
  }

  static let lifetime = Duration.seconds(1)
  private static let capacity = 1000
  private let entries = Mutex<[String: Entry]>([:])

  func key(hash: String, at now: ContinuousClock.Instant) -> APIKey? {
    entries.withLock { entries in
      guard let entry = entries[hash], entry.until > now else {
        entries[hash] = nil
        return nil
      }
      return entry.key
    }
  }

  func keep(_ key: APIKey, at now: ContinuousClock.Instant) {
    entries.withLock { entries in
      if entries.count >= Self.capacity { entries.removeAll(keepingCapacity: true) }
      entries[key.hash] = Entry(key: key, until: now + Self.lifetime)
    }
  }

  /// At once, when it is taken away here.
  func forget(_ id: ID<APIKey>) {
    entries.withLock { entries in entries = entries.filter { $0.value.key.id != id } }
  }
}
