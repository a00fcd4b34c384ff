import Identifiers
import Testing

struct ULIDTests {
  @Test func `a ULID prints as 26 upper-case characters and is read in either case`() {
    let ulid = ULID(high: 0x0191_F24B_A1C3_2D4E, low: 0x5F60_718A_9BAC_BDCE)
    let text = ulid.description
    #expect(text.count == 26)
    #expect(text == text.uppercased())
    #expect(ULID(text) == ulid)
    #expect(ULID(text.lowercased()) == ulid)
  }

  @Test func `the largest and the smallest are read back`() {
    #expect(ULID("7ZZZZZZZZZZZZZZZZZZZZZZZZZ") == ULID(high: .max, low: .max))
    #expect(ULID("00000000000000000000000000") == ULID(high: 0, low: 0))
  }

  @Test(arguments: [
    "", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "0000000000000000000000000", "000000000000000000000000000",
    "0000000000000000000000000I", "0000000000000000000000000U", "0000000000000000000000000 ",
    "000000000000000000000000é",
  ])
  func `anything else is refused`(text: String) {
    #expect(ULID(text) == nil)
  }

  @Test func `text sorts as the times it was made at`() {
    var generator = SystemRandomNumberGenerator()
    let made = (0..<50).map { ULID(milliseconds: 1_800_000_000_000 + $0 * 7, random: &generator) }
    #expect(made.map(\.description).sorted() == made.map(\.description))
    #expect(made.sorted() == made)
    #expect(made[3].milliseconds == 1_800_000_000_021)
  }
}
