import Agents
import Exchange
import Foundation
import Identifiers
import Logging
import Synchronization
import Testing
import Webhooks

struct CourierTests {
  private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// Lets the courier look into the queue `looks` times; each look is half a second after the one before.
  private func run(_ queue: MemoryQueue, _ receiver: ScriptedReceiver, looks: Int) async {
    let payload = WebhookPayload(
      conversation: { ["id": .string($0.id.description)] }, message: { .string($0.content) })
    let left = Mutex(looks)
    let courier = Courier(
      queue: queue, payload: payload, sender: receiver, wallClock: { queue.now },
      pause: { time in
        // Whatever was begun at this look comes to its end before the next.
        for _ in 0..<100_000 where queue.underWay > receiver.hanging { await Task.yield() }
        queue.pass(time)
        if left.withLock({ left in
          left -= 1; return left <= 0
        }) {
          throw CancellationError()
        }
      }, log: log)
    await courier.run()
  }

  @Test func `an event is sent with its conversation and messages, signed, and settled by a 2xx`() async throws {
    let queue = MemoryQueue([.init(1, secret: "s", said: ["Hello."])])
    let receiver = ScriptedReceiver([204])
    await run(queue, receiver, looks: 2)
    #expect(queue.settled == ["1: delivered after 204"])
    let request = try #require(receiver.requests.first)
    #expect(
      String(decoding: request.body ?? [], as: UTF8.self)
        == "{\"conversation\":{\"id\":\"conv_00000000000000000000000001\"},\"evaluations\":[],"
        + "\"event\":\"conversation.completed\",\"messages\":[\"Hello.\"],\"timestamp\":1800000000000}")
    #expect(request.method == "POST")
    #expect(request.headers.map(\.name).contains("X-Speechify-Signature"))
  }

  @Test func `what is not taken comes again with the same body and a new time, until it is`() async {
    let queue = MemoryQueue([.init(1, secret: "s")])
    let receiver = ScriptedReceiver([500, nil, 200])
    await run(queue, receiver, looks: 80)
    #expect(
      queue.settled == [
        "1: again in 5.0 s after 500", "1: again in 30.0 s after nothing", "1: delivered after 200",
      ])
    #expect(Set(receiver.requests.map(\.body)).count == 1)
    #expect(Set(receiver.requests.compactMap { $0.headers.last?.value }).count == 3)
  }

  @Test(arguments: [(410, "1: abandoned after 410"), (302, "1: again in 5.0 s after 302")])
  func `gone ends it, and a redirect is no success`(status: Int, outcome: String) async {
    let queue = MemoryQueue([.init(1)])
    await run(queue, ScriptedReceiver([status]), looks: 2)
    #expect(queue.settled == [outcome])
  }

  @Test func `an agent without an address any more gets nothing`() async {
    let queue = MemoryQueue([.init(1, url: nil)])
    let receiver = ScriptedReceiver([])
    await run(queue, receiver, looks: 2)
    #expect(queue.settled == ["1: abandoned after nothing"])
    #expect(receiver.requests.isEmpty)
  }

  @Test func `a receiver that hangs holds up no other agent's events`() async {
    let queue = MemoryQueue([.init(1, agent: 1, url: "http://hangs"), .init(2, agent: 2), .init(3, agent: 2)])
    await run(queue, ScriptedReceiver([200, 200]), looks: 3)
    #expect(queue.settled == ["2: delivered after 200", "3: delivered after 200"])
  }

  @Test func `a very long conversation is cut, and says so`() {
    let payload = WebhookPayload(conversation: { _ in .null }, message: { .string($0.content) }, mostBytes: 20)
    let job = MemoryQueue.Entry(1, said: ["0123456789", "0123456789"]).job
    let text = String(decoding: payload.body(of: job), as: UTF8.self)
    #expect(text.contains("\"messages\":[\"0123456789\"],\"messages_truncated\":true"))
  }
}
