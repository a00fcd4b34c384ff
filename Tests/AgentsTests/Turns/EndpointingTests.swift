import Agents
import Testing

@Suite struct EndpointingTests {
  @Test(arguments: ["What are your opening hours?", "I would like to book a table.", "Yes", "no thanks", "Hello."])
  func `what ends well is answered after 300 ms`(text: String) {
    #expect(Endpointing().wait(after: text) == .milliseconds(300))
  }

  @Test(arguments: ["I would like to book a table", "For two.", "At nine", "415 555 0123"])
  func `what could go on is given 650 ms`(text: String) {
    #expect(Endpointing().wait(after: text) == .milliseconds(650))
  }

  @Test(arguments: ["My name is", "I need the", "I was wondering,", "Um...", "And then I.", "Is it for"])
  func `what is sure to go on is given 1300 ms`(text: String) {
    #expect(Endpointing().wait(after: text) == .milliseconds(1300))
  }

  @Test(arguments: ["It's four one five", "415 55", "J O H", "B-A-K", "My name is spelled T-O-", "415-555"])
  func `a number or a name that is being dictated is given 1400 ms`(text: String) {
    #expect(Endpointing().wait(after: text) == .milliseconds(1400))
  }

  @Test func `a question may end in a preposition`() {
    #expect(Endpointing().wait(after: "Where are you from?") == .milliseconds(300))
  }

  @Test func `the agent's own delay is the least, and nothing above 5 s is taken`() {
    #expect(Endpointing(responseDelaySeconds: 1).wait(after: "Yes.") == .seconds(1))
    #expect(Endpointing(responseDelaySeconds: 0.1).wait(after: "Yes.") == .milliseconds(300))
    #expect(Endpointing(responseDelaySeconds: 60).wait(after: "Yes.") == .seconds(5))
    #expect(Endpointing(responseDelaySeconds: .nan).wait(after: "Yes.") == .milliseconds(300))
  }
}
