import Identifiers
import Synchronization

/// Keys that were looked up lately, by their hash, so that a busy client costs no query a request. A key that is
/// taken away stays good for at most a minute.
final class KeyCache: Sendable {
  private struct Entry {
    let workspace: ID<Workspace>
    let until: ContinuousClock.Instant
  }

  private static let lifetime = Duration.seconds(60)
  private static let capacity = 1000
  private let entries = Mutex<[String: Entry]>([:])

  func workspace(hash: String, at now: ContinuousClock.Instant) -> ID<Workspace>? {
    entries.withLock { entries in
      guard let entry = entries[hash], entry.until > now else {
        entries[hash] = nil
        return nil
      }
      return entry.workspace
    }
  }

  func keep(_ workspace: ID<Workspace>, hash: String, at now: ContinuousClock.Instant) {
    entries.withLock { entries in
      if entries.count >= Self.capacity { entries.removeAll(keepingCapacity: true) }
      entries[hash] = Entry(workspace: workspace, until: now + Self.lifetime)
    }
  }
}
