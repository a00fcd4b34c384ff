import Agents
import Exchange
import Foundation
import Identifiers
import Synchronization
import Testing
import Webhooks

struct WebhookToolRunnerTests {
  private final class Server: OutsideSender {
    private let result: Result<OutsideAnswer, OutsideProblem>
    private let last = Mutex<OutsideRequest?>(nil)
    var request: OutsideRequest? { last.withLock { $0 } }
    init(_ result: Result<OutsideAnswer, OutsideProblem>) { self.result = result }
    func send(_ request: OutsideRequest) async -> Result<OutsideAnswer, OutsideProblem> {
      last.withLock { $0 = request }
      return result
    }
  }

  private func run(
    _ server: Server, method: WebhookTool.Method = .post, url: String = "https://example.com/t",
    headers: [String: String] = [:]
  ) async -> ToolResult {
    let tool = WebhookTool(
      name: "hours", summary: "s", parameters: .object([:]), url: url, method: method, headers: headers,
      timeoutMilliseconds: 700, secret: "s")
    let call = ToolCall(id: "call_1", name: "hours", arguments: ["branch": "north & south", "n": 2])
    return await WebhookToolRunner(sender: server, wallClock: { Date(timeIntervalSince1970: 1_800_000_000.007) })
      .run(tool, for: call, in: ID(ULID(high: 0, low: 1)))
  }

  @Test func `the request carries the call, signed like an event, within the tool's time`() async throws {
    let server = Server(.success(OutsideAnswer(status: 200, body: Array("{ \"a\": 1 }".utf8))))
    #expect(
      await run(server, headers: ["Authorization": "Bearer x", "Host": "evil", "content-length": "9"])
        == .answer("{\"a\":1}"))
    let request = try #require(server.request)
    let body = try #require(request.body)
    #expect(
      String(decoding: body, as: UTF8.self)
        == "{\"arguments\":{\"branch\":\"north & south\",\"n\":2},"
        + "\"conversation_id\":\"conv_00000000000000000000000001\",\"timestamp\":1800000000007,"
        + "\"tool_call_id\":\"call_1\",\"tool_name\":\"hours\"}")
    let signed = WebhookSignature.headers(for: body, secret: "s", at: Date(timeIntervalSince1970: 1_800_000_000.007))
    #expect(
      request.headers.map { "\($0.name): \($0.value)" }
        == ["Authorization: Bearer x", "Content-Type: application/json"] + signed.map { "\($0.name): \($0.value)" })
    #expect(request.timeLimit == .milliseconds(700))
  }

  @Test(arguments: [
    ("https://a.example/", "https://a.example/?branch=north%20%26%20south&n=2"),
    ("https://a.example/?k=1#f", "https://a.example/?k=1&branch=north%20%26%20south&n=2#f"),
  ])
  func `GET carries the arguments in the query`(url: String, asked: String) async {
    let server = Server(.success(OutsideAnswer(status: 200)))
    _ = await run(server, method: .get, url: url)
    #expect(server.request?.url == asked)
    #expect(server.request?.body == nil)
  }

  @Test func `what is wrong with an answer is told plainly`() async {
    func told(_ answer: OutsideAnswer) async -> ToolResult { await run(Server(.success(answer))) }
    #expect(await told(.init(status: 204)) == .answer("It is done. The answer was empty."))
    #expect(await told(.init(status: 200, body: Array("hi".utf8))) == .answer("The answer is not JSON. It reads: hi"))
    #expect(
      await told(.init(status: 200, body: Array("[1,".utf8), isCut: true))
        == .answer("The answer was longer than 16384 bytes; this is its beginning: [1,"))
    #expect(await told(.init(status: 404, body: Array("no".utf8))) == .failure("its server answered 404: no"))
    #expect(
      await run(Server(.failure(.late(.seconds(1)))))
        == .failure("no answer within 1 s. Whether it was done is not known."))
  }
}
