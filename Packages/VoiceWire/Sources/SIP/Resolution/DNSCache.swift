/// Keeps answers for as long as they say. A value; times count from any instant.
public struct DNSCache: Sendable {
  private struct Entry: Sendable {
    var answer: DNSAnswer
    var until: Duration
  }

  private let capacity: Int
  private var entries: [DNSQuestion: Entry] = [:]

  /// At most `capacity` answers are kept.
  public init(capacity: Int = 2_000) {
    self.capacity = max(1, capacity)
  }

  public func answer(to question: DNSQuestion, at now: Duration) -> DNSAnswer? {
    guard let entry = entries[question], entry.until > now else { return nil }
    return entry.answer
  }

  /// Failures are not kept: the next call asks again.
  public mutating func insert(_ answer: DNSAnswer, to question: DNSQuestion, at now: Duration) {
    let lifetime: Duration
    switch answer {
    case .records(let records): lifetime = records.map(\.timeToLive).min() ?? .zero
    case .nothing(let timeToLive): lifetime = timeToLive
    case .failed: return
    }
    guard lifetime > .zero else { return }
    if entries.count >= capacity, entries[question] == nil { makeRoom(at: now) }
    entries[question] = Entry(answer: answer, until: now + lifetime)
  }

  private mutating func makeRoom(at now: Duration) {
    entries = entries.filter { $0.value.until > now }
    // Rather all anew than a search for the oldest at each insertion.
    if entries.count >= capacity { entries = [:] }
  }
}
