import Agents
import Testing

@Suite struct SentencePiecesTests {
  private func cut(_ text: String, by step: Int = 3) -> [String] {
    var pieces = SentencePieces()
    var result: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      result += pieces.append(String(rest.prefix(step)))
      rest = rest.dropFirst(step)
    }
    return result + [pieces.finish()].compactMap { $0 }
  }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func `sentences are cut the same however the text arrives`(step: Int) {
    #expect(cut("Yes. We open at 9. See you then!", by: step) == ["Yes.", "We open at 9.", "See you then!"])
  }

  @Test func `a first clause is given out before its sentence is whole, later ones are not`() {
    var pieces = SentencePieces()
    #expect(pieces.append("Of course I can help, let me") == ["Of course I can help,"])
    #expect(pieces.append(" look that up for you, if I may. ") == [])
    #expect(pieces.append("One moment. ") == ["let me look that up for you, if I may."])
    #expect(pieces.finish() == "One moment.")
  }

  @Test func `a short opening is not cut at its comma`() {
    #expect(cut("Well, yes. Good.") == ["Well, yes.", "Good."])
  }

  @Test(arguments: [
    "Dr. Smith will see you at 3.30 p.m. tomorrow.", "It costs $12.50 today.", "Write to ada.l@example.com now.",
    "Go to www.example.com/a.b now.", "J. Smith called.", "Try version 2.0 first.",
  ])
  func `a stop inside a word, a number or an abbreviation ends nothing`(text: String) {
    #expect(cut(text) == [text])
  }

  @Test func `markdown, bullets, links and emoji are not spoken`() {
    let text = "## Our hours\n- **Mon-Fri**: 9 to 5\n* `Sat`: closed 😀\nSee [our page](https://example.com/x)."
    #expect(cut(text) == ["Our hours", "Mon-Fri: 9 to 5", "Sat: closed", "See our page."])
  }

  @Test func `what holds no letter and no digit is no piece`() {
    #expect(cut("... !!! --- \n\n * ") == [])
    #expect(cut("") == [])
  }

  @Test func `text without any stop is cut at a space`() {
    let pieces = cut(String(repeating: "word ", count: 200))
    #expect(pieces.count > 3)
    #expect(pieces.allSatisfy { $0.count <= 245 })
    #expect(pieces.joined(separator: " ").split(separator: " ").count == 200)
  }

  @Test func `a row of letters without spaces is cut all the same`() {
    #expect(cut(String(repeating: "a", count: 2000), by: 100).allSatisfy { $0.count <= 500 })
  }
}
