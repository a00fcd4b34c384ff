import Identifiers
import Testing

@Suite struct KeySequenceTests {
  private func times(_ text: String) throws -> [Int64] {
    try KeySequence(text).steps.map {
      $0.at.components.attoseconds / 1_000_000_000_000_000 + $0.at.components.seconds * 1000
    }
  }

  @Test func `a key lasts 100 ms and the next begins 80 ms after it`() throws {
    #expect(try times("123") == [0, 180, 360])
    #expect(try KeySequence("123").duration == .milliseconds(540))
  }

  @Test func `a pause counts from the end of one key to the beginning of the next`() throws {
    #expect(try times("1ww2") == [0, 1100])
    #expect(try times("1W2w3") == [0, 1100, 1700])
    #expect(try times("w5") == [500])
  }

  @Test func `a pause at the end is waited for`() throws {
    #expect(try KeySequence("1W").duration == .milliseconds(1100))
    #expect(try KeySequence("wW").duration == .milliseconds(1500))
    #expect(try KeySequence("").duration == .zero)
  }

  @Test(arguments: [("12x4", "x", 3), (" 1", " ", 1), ("1a", "a", 2), ("E", "E", 1), ("1,2", ",", 2), ("१", "१", 1)])
  func `anything else is refused with its position`(text: String, character: Character, position: Int) {
    let error = #expect(throws: KeySequence.Unreadable.self) { try KeySequence(text) }
    #expect(error?.character == character && error?.position == position)
    #expect(error?.description.contains("position \(position)") == true)
  }
}
