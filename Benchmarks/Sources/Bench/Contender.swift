/// One program that does the work of a comparison.
struct Contender {
  let name: String
  /// Does the work that many times and says what processor time it took.
  let spent: (_ times: Int) -> Duration

  /// - Parameter work: does the work that many times; all of it is measured.
  init(_ name: String, work: @escaping (_ times: Int) -> Void) {
    self.name = name
    spent = { times in CPUClock.spent { work(times) } }
  }

  private init(name: String, spent: @escaping (Int) -> Duration) {
    self.name = name
    self.spent = spent
  }

  /// One that measures by itself, because only a part of what it does counts.
  static func measuring(_ name: String, spent: @escaping (_ times: Int) -> Duration) -> Contender {
    Contender(name: name, spent: spent)
  }
}
