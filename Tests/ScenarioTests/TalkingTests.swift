import Agents
import Audio
import Exchange
import Foundation
import SDP
import Identifiers
import Testing
import TrunklineTesting

@Suite struct TalkingTests {
  let exchange = VirtualExchange()

  @Test(arguments: AudioEncoding.allCases)
  func `a question is answered, and the transcript has both`(encoding: AudioEncoding) throws {
    let caller = exchange.answeredCaller(encodings: [encoding])
    exchange.run(1000)
    exchange.says(caller, for: 1000)
    let asked = exchange.now
    exchange.run(3000)
    #expect(
      exchange.transcript == ["agent: Hello, how can I help?", "user: What time is it?", "agent: It is noon."])
    let answered = try #require(caller.sound.firstSound(after: asked))
    #expect(answered - asked <= .milliseconds(1500))
    caller.hangUp()
    exchange.run(100)
    let quality = try #require(exchange.record?.quality)
    #expect(quality.codec == encoding.rawValue)
    #expect(quality.packetsLost == 0)
    #expect(quality.mos.map { $0 > 4 } == true)
    let turn = try #require(quality.turnMedianMilliseconds)
    #expect((200...1500).contains(turn))
  }

  @Test func `speaking over the agent silences it, and the transcript keeps only what was heard`() throws {
    var agent = Agent.receptionist
    agent.firstMessage = (1...20).map { "This is sentence number \($0)." }.joined(separator: " ")
    let exchange = VirtualExchange(agent: agent)
    let caller = exchange.answeredCaller()
    exchange.run(3000)
    let began = exchange.now
    exchange.says(caller, for: 1500)
    let last = try #require(caller.sound.heard.last { $0.at < began + .milliseconds(1000) && $0.isLoud }).at
    let noticed = try #require(exchange.events.first { $0.type == "turn.caller_began" }).at
    // The jitter buffer is in between.
    #expect(last - began <= .milliseconds(240))
    #expect(VirtualExchange.wall(last).timeIntervalSince(noticed) <= 0.1)
    exchange.run(3000)
    let greeting = try #require(exchange.transcript.first)
    #expect(greeting.hasSuffix(" —"))
    // 3.2 s of 20 ms a character.
    #expect((100...180).contains(greeting.count))
    #expect(exchange.transcript.suffix(2) == ["user: What time is it?", "agent: It is noon."])
  }

  @Test func `keys reach the transcript`() {
    let caller = exchange.answeredCaller()
    exchange.run(1000)
    caller.sound.press("12#")
    exchange.run(4000)
    let said = exchange.transcript.first { $0.hasPrefix("user:") }
    #expect(said?.filter { "12#".contains($0) } == "12#")
    let digits = exchange.events.filter { $0.type == "dtmf.digit" }.compactMap { $0.detail["digit"]?.stringValue }
    #expect(digits == ["1", "2", "#"])
    #expect(exchange.transcript.last == "agent: It is noon.")
  }

  @Test func `a call that loses one packet in twenty and swaps others is still understood`() throws {
    let caller = exchange.answeredCaller()
    caller.sound.loses = { $0 % 20 == 7 }
    caller.sound.delays = { $0 % 33 == 11 }
    exchange.engines.script.answers = { [.text("You said \($0.turns.count) things.")] }
    exchange.run(1000)
    for _ in 0..<3 {
      exchange.says(caller, for: 1000)
      exchange.run(3000)
    }
    #expect(exchange.transcript.count { $0 == "user: What time is it?" } == 3)
    #expect(exchange.transcript.count { $0.hasPrefix("agent: You said") } == 3)
    caller.hangUp()
    exchange.run(100)
    let quality = try #require(exchange.record?.quality)
    #expect(try #require(quality.packetsLost) > 10)
    #expect(try #require(quality.mos) < 4.2)
  }

  @Test func `a held call is not ended for want of packets, and the agent speaks after it`() {
    let caller = exchange.answeredCaller()
    exchange.run(1000)
    caller.hold(true)
    caller.sound.sends = false
    exchange.run(100)
    let packets = caller.sound.packetsHeard
    exchange.run(40_000)
    #expect(!caller.wasHungUp)
    #expect(caller.sound.packetsHeard == packets)
    caller.hold(false)
    caller.sound.sends = true
    exchange.run(200)
    exchange.says(caller, for: 1000)
    exchange.run(3000)
    #expect(exchange.transcript.last == "agent: It is noon.")
    #expect(caller.sound.heardSound(from: exchange.now - .seconds(3), to: exchange.now))
    #expect(exchange.transcript.count == 3)
    let changes = exchange.events.map(\.type).filter { $0 == "call.held" || $0 == "call.resumed" }
    #expect(changes == ["call.held", "call.resumed"])
  }

  @Test func `a sentence that a hold cuts in two is heard whole`() {
    var agent = Agent.receptionist
    agent.firstMessage = (1...5).map { "This is sentence number \($0)." }.joined(separator: " ")
    let exchange = VirtualExchange(agent: agent)
    let caller = exchange.answeredCaller()
    exchange.run(1000)
    caller.hold(true)
    exchange.run(10_000)
    let heldFor = caller.sound.heard.count { $0.isLoud }
    #expect(heldFor < 60)
    #expect(exchange.transcript.isEmpty)
    caller.hold(false)
    exchange.run(4000)
    #expect(exchange.transcript == ["agent: \(agent.firstMessage)"])
    // 20 ms a character; what was on its way when the hold came is lost.
    #expect(caller.sound.heard.count { $0.isLoud } >= agent.firstMessage.count - 5)
  }

  @Test func `music on hold is no question`() {
    let caller = exchange.answeredCaller()
    exchange.run(1000)
    caller.hold(true)
    exchange.says(caller, for: 3000)
    exchange.run(3000)
    caller.hold(false)
    exchange.run(2000)
    #expect(exchange.transcript == ["agent: Hello, how can I help?"])
  }

  @Test func `a recording has both sides, and the record names it`() throws {
    var agent = Agent.receptionist
    agent.savesRecording = true
    let folder = FileManager.default.temporaryDirectory.appending(path: "trunkline-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let exchange = VirtualExchange(agent: agent, recordings: folder.path(percentEncoded: false))
    let caller = exchange.answeredCaller()
    exchange.run(1000)
    exchange.says(caller, for: 1000)
    exchange.run(2000)
    caller.hangUp()
    exchange.run(400)
    let file = try #require(exchange.record?.recordingFile)
    let wav = try WAVFile(Array(try Data(contentsOf: folder.appending(path: file))))
    #expect(wav.channels.count == 2)
    for side in wav.channels { #expect(side.contains { abs(Int($0)) > 1000 }) }
    #expect((3.5...4.5).contains(Double(wav.channels.first?.count ?? 0) / 8000))
  }
}
