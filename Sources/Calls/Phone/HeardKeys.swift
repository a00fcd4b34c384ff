import Synchronization

/// The keys of a call, each told once though it comes by two ways: a gateway that sends named events may send INFO for
/// the same key too.
final class HeardKeys: Sendable {
  /// How a key reached us.
  enum Way: Sendable { case media, info }

  private struct Key: Sendable {
    let character: Character
    let way: Way
    let at: Duration
    /// It came by the other way too.
    var isMatched = false
  }

  /// What comes by the other way later than this is another key. Gateways send both within a few hundred milliseconds.
  static let window = Duration.seconds(1)
  private static let limit = 32

  private let recent = Mutex<[Key]>([])

  /// - Returns: whether the key is to be told.
  func take(_ character: Character, by way: Way, at now: Duration) -> Bool {
    recent.withLock { recent in
      recent.removeAll { now - $0.at > Self.window }
      let twin = recent.firstIndex { $0.character == character && $0.way != way && !$0.isMatched }
      if let twin {
        recent[twin].isMatched = true
        return false
      }
      if recent.count == Self.limit { recent.removeFirst() }
      recent.append(Key(character: character, way: way, at: now))
      return true
    }
  }
}
