import Agents
import Testing

@Suite struct InterruptionTests {
  @Test(arguments: ["Mm-hm.", "Yeah.", "Okay, right.", "I see.", "Uh-huh", ""])
  func `who only listens takes no floor`(text: String) { #expect(Interruption().isBackchannel(text)) }

  @Test(arguments: ["Wait.", "Yes but when?", "Stop", "No.", "okay okay okay okay"])
  func `anything else does`(text: String) { #expect(!Interruption().isBackchannel(text)) }
}
