import Agents
import Foundation
import Identifiers
import Testing
import TrunklineTesting

struct WebhookToolTests {
  private static let hours = AgentTool.webhook(
    WebhookTool(
      name: "hours", summary: "Opening hours.",
      parameters: ["type": "object", "properties": ["branch": ["type": "string"]], "required": ["branch"]],
      url: "https://example.com/"))

  private func call(_ id: String, _ arguments: JSONValue = ["branch": "north"], name: String = "hours") -> ModelPiece {
    .toolCall(ToolCall(id: id, name: name, arguments: arguments))
  }

  /// A conversation in which the model calls tools at first and says `then` when it has the results.
  private func rehearse(
    _ calls: [ModelPiece], then: String = "We open at nine.",
    runs: @escaping @Sendable (ToolCall) -> (result: ToolResult, after: Duration)? = { _ in
      (.answer("{\"opens\":9}"), .milliseconds(300))
    }
  ) -> Rehearsal {
    var plan = ConversationPlan.silent
    plan.tools = [Self.hours, .system(.endCall)]
    var talk = Rehearsal(plan: plan)
    talk.answers = { request in
      if case .toolResult = request.turns.last { return .gives([.text(then)]) }
      return .gives(calls)
    }
    talk.runs = runs
    talk.callerSays("When do you open?", at: .seconds(1))
    talk.start()
    return talk
  }

  private func results(_ talk: Rehearsal) -> [String] {
    talk.messages.filter { $0.role == .tool }.map(\.content)
  }

  @Test func `the model is told the result and answers with it`() {
    var talk = rehearse([call("1")])
    talk.run(until: .seconds(8))
    #expect(talk.transcript == ["user: When do you open?", "agent: We open at nine."])
    #expect(results(talk) == ["{\"opens\":9}"])
    #expect(
      talk.requests.last?.turns.suffix(2) == [
        .toolCall(ToolCall(id: "1", name: "hours", arguments: ["branch": "north"])),
        .toolResult(callID: "1", content: "{\"opens\":9}"),
      ])
  }

  @Test func `wrong arguments are not sent, and the model is told why`() {
    var talk = rehearse([call("1", ["branch": 7])])
    talk.run(until: .seconds(8))
    #expect(results(talk) == ["It was not done. branch must be string."])
    #expect(!talk.effects.contains { if case .run = $0.effect { true } else { false } })
  }

  @Test func `calls of one answer run at the same time, and are told in their order`() {
    var talk = rehearse([call("1"), call("2")]) { call in
      (.answer(call.id), call.id == "1" ? .milliseconds(700) : .milliseconds(100))
    }
    talk.run(until: .seconds(8))
    let begun = talk.effects.compactMap { if case .run = $0.effect { $0.at } else { nil } }
    #expect(begun.count == 2 && begun[0] == begun[1])
    let told = talk.requests.last?.turns.compactMap { if case .toolResult(_, let text) = $0 { text } else { nil } }
    #expect(told == ["1", "2"])
  }

  @Test func `after a second of silence the caller is asked to wait, and told again every ten seconds`() {
    var talk = rehearse([call("1")]) { _ in (.answer("{}"), .milliseconds(11_500)) }
    talk.run(until: .seconds(20))
    #expect(talk.spoken.map(\.text) == ["One moment, please.", "I am still working on it.", "We open at nine."])
    #expect(talk.transcript.last == "agent: One moment, please. I am still working on it. We open at nine.")
    let begun = talk.effects.first { if case .run = $0.effect { true } else { false } }?.at ?? .zero
    #expect(talk.spoken.first.map { $0.at - begun >= .seconds(1) && $0.at - begun <= .milliseconds(1040) } == true)
  }

  @Test func `a quick tool is waited for without a word`() {
    var talk = rehearse([call("1")]) { _ in (.answer("{}"), .milliseconds(900)) }
    talk.run(until: .seconds(8))
    #expect(talk.spoken.map(\.text) == ["We open at nine."])
  }

  @Test func `a result that never comes is told as late`() {
    var talk = rehearse([call("1")], then: "I could not find out.") { _ in nil }
    talk.run(until: .seconds(22))
    #expect(results(talk) == ["The tool failed: it did not answer in time; whether it was done is not known."])
    #expect(talk.transcript.last?.hasSuffix("I could not find out.") == true)
    #expect(talk.effects.contains { if case .cancel = $0.effect { true } else { false } })
  }

  @Test func `what the caller says meanwhile runs nothing twice, and is answered afterwards`() {
    var talk = rehearse([call("1")]) { _ in (.answer("{}"), .seconds(4)) }
    let calls = [call("1")]
    talk.answers = { request in
      switch request.turns.last {
      case .toolResult: .gives([.text("We open at nine.")])
      case .user("Hello? Are you there?"): .gives([.text("I am here.")])
      default: .gives(calls)
      }
    }
    talk.callerSays("Hello? Are you there?", at: .seconds(4))
    talk.run(until: .seconds(14))
    let begun = talk.effects.filter { if case .run = $0.effect { true } else { false } }
    #expect(begun.count == 1)
    #expect(talk.transcript.last == "agent: I am here.")
    #expect(talk.transcript.first == "user: When do you open?")
    #expect(talk.transcript.contains("user: Hello? Are you there?"))
    #expect(talk.transcript[1].hasPrefix("agent: One moment, please."))
  }

  @Test func `a caller who hangs up leaves a record of what was begun`() {
    var talk = rehearse([call("1")]) { _ in nil }
    talk.callerHangsUp(at: .seconds(5))
    talk.run(until: .seconds(6))
    #expect(results(talk) == ["Nobody waited for the result. Whether it was done is not known."])
  }

  @Test func `a call is not ended before the other tools' results are known`() {
    var talk = rehearse([call("1"), call("2", .object([:]), name: "end_call")])
    talk.run(until: .seconds(8))
    #expect(results(talk) == ["It was not done: the results of the other tools come first.", "{\"opens\":9}"])
    #expect(talk.end == nil)
  }

  @Test func `a model that does nothing but call tools is stopped`() {
    var talk = rehearse([])
    let again = call("1")
    talk.answers = { _ in .gives([again]) }
    talk.run(until: .seconds(20))
    let begun = talk.effects.filter { if case .run = $0.effect { true } else { false } }
    #expect(begun.count == TurnLimits().actingRounds)
    #expect(talk.spoken.contains { $0.text == Phrases().notCaught })
  }

  @Test func `variables are a value in the URL and in headers, and no more`() throws {
    let tool = WebhookTool(
      name: "t", summary: "s", parameters: .object([:]), url: "https://example.com/{{id}}?q={{id}}&j={{id|json}}",
      headers: ["X-Caller": "<{{id}}>"])
    let agent = Agent(
      id: ID(ULID(high: 0, low: 1)), workspace: ID(ULID(high: 0, low: 1)), name: "a", tools: [.webhook(tool)],
      createdAt: .distantPast, updatedAt: .distantPast)
    let variables = try Variables(given: ["id": "a/../b?x=1&y#\r\nZ: é"], declared: [])
    guard case .webhook(let made) = ConversationPlan(agent: agent, variables: variables).tools.first else {
      Issue.record("the tool is gone")
      return
    }
    let part = "a%2F..%2Fb%3Fx%3D1%26y%23%0D%0AZ%3A%20%C3%A9"
    #expect(made.url.hasPrefix("https://example.com/\(part)?q=\(part)&j=%22"))
    #expect(made.headers["X-Caller"] == "<a/../b?x=1&y#  Z: é>")
  }
}
