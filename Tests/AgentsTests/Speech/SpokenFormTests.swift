import Agents
import Testing

@Suite struct SpokenFormTests {
  @Test(arguments: [
    ("Call +14155550123.", "Call plus one, four one five, five five five, zero one two three."),
    ("Call (415) 555-0123 now", "Call four one five, five five five, zero one two three now"),
    ("Call 415-555-0123!", "Call four one five, five five five, zero one two three!"),
    ("Your code is A7B-29X.", "Your code is A seven B, two nine X."),
    ("Order 00731", "Order zero zero seven three one"),
    ("It is $1,250.50.", "It is one thousand two hundred fifty dollars and fifty cents."),
    ("$1 or $0.99", "one dollar or ninety nine cents"),
    ("£5 or €20.00", "five pounds or twenty euros"),
    ("15% off", "fifteen percent off"),
    ("3.14 and 1,000,000", "three point one four and one million"),
    ("Mon-Fri 9-5", "Monday to Friday nine to five"),
    ("at 9:30 or 9:05am or 14:00 or 5pm", "at nine thirty or nine oh five a m or fourteen hundred or five p m"),
    ("on the 21st and the 30th", "on the twenty first and the thirtieth"),
    ("Write to ada_l@example.com.", "Write to ada underscore l at example dot com."),
    ("See https://www.example.com/help/", "See example dot com slash help"),
    ("(www.example.co.uk)", "(example dot co dot uk)"),
    ("Call 911 in 94105", "Call nine one one in nine four one zero five"),
    (
      "in 1999, 1905, 1500, 2008 and 2026",
      "in nineteen ninety nine, nineteen oh five, fifteen hundred, two thousand eight and twenty twenty six"
    ),
    ("Tom & Jerry", "Tom and Jerry"),
  ])
  func `what is written is said as a person would`(written: String, said: String) {
    #expect(SpokenForm.of(written, language: "en-GB") == said)
  }

  @Test(arguments: ["", "Hello there.", "COVID is a word.", "Don't.", "…", "99999999999999999999999999x", "a@", "@."])
  func `what needs no help is left alone, and nothing traps`(text: String) {
    #expect(!SpokenForm.of(text, language: "en").contains("@ at"))
    if !text.contains("9"), !text.contains("@") { #expect(SpokenForm.of(text, language: "en") == text) }
  }

  @Test func `other languages pass through`() {
    #expect(SpokenForm.of("Das kostet 5 €.", language: "de") == "Das kostet 5 €.")
  }
}
