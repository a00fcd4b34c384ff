import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Webhooks

struct GuardedClientTests {
  /// Returns when its task is cancelled.
  private static func never() async {
    let (never, source) = AsyncStream.makeStream(of: Never.self)
    for await _ in never {}
    source.finish()
  }

  private func client(
    allowsPrivate: Bool = true, addresses: [String] = ["127.0.0.1"], asked: (@Sendable (String) -> Void)? = nil,
    pause: @escaping @Sendable (Duration) async throws -> Void = { _ in await GuardedClientTests.never() }
  ) -> GuardedClient {
    GuardedClient(
      rules: AddressRules(allowsPrivate: allowsPrivate), group: .singletonMultiThreadedEventLoopGroup,
      lookUp: {
        asked?($0)
        return addresses
      }, pause: pause)
  }

  private func request(_ url: String, most: Int = 100) -> OutsideRequest {
    var request = OutsideRequest(url: url, body: Array("{}".utf8), timeLimit: .seconds(10), mostAnswer: most)
    request.headers = [("X-Test", "1")]
    return request
  }

  @Test func `the request goes to the address that was checked, under the name that was given`() async throws {
    let server = ReceivingServer("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine")
    let names = Mutex<[String]>([])
    try await server.serve { port in
      let client = client(asked: { name in names.withLock { $0.append(name) } })
      let answer = try await client.send(request("http://Hooks.Example:\(port)/a?b=c")).get()
      #expect(answer == OutsideAnswer(status: 200, body: Array("fine".utf8)))
      #expect(names.withLock { $0 }.map { $0.lowercased() } == ["hooks.example"])
      let head = server.requests.first?.lowercased() ?? ""
      #expect(head.hasPrefix("post /a?b=c http/1.1\r\n"))
      #expect(head.contains("host: hooks.example:\(port)\r\n"))
      #expect(head.contains("x-test: 1\r\n"))
      #expect(head.hasSuffix("\r\n\r\n{}"))
    }
  }

  @Test(arguments: ["http://127.0.0.1:1/", "http://[::1]/", "http://intranet/", "http://2130706433/"])
  func `private addresses are refused, however they are written`(url: String) async {
    let names = ["127.0.0.1": ["127.0.0.1"], "::1": ["::1"], "intranet": ["10.0.0.7"], "2130706433": ["127.0.0.1"]]
    let client = GuardedClient(
      rules: AddressRules(allowsPrivate: false), group: .singletonMultiThreadedEventLoopGroup,
      lookUp: { names[$0] ?? [] }, pause: { _ in await Self.never() })
    guard case .failure(.privateAddress) = await client.send(request(url)) else {
      Issue.record("it was not refused")
      return
    }
  }

  @Test func `what the system makes of a name is what is checked`() async {
    #expect(await NameLookup.addresses(of: "127.0.0.1") == ["127.0.0.1"])
    #expect(await NameLookup.addresses(of: "2130706433") == ["127.0.0.1"])
    #expect(await NameLookup.addresses(of: "::1") == ["::1"])
    #expect(await NameLookup.addresses(of: "no.such.name.invalid") == [])
  }

  @Test func `redirects are not followed`() async throws {
    let server = ReceivingServer("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
    try await server.serve { port in
      let answer = try await client().send(request("http://a.example:\(port)/")).get()
      #expect(answer.status == 302)
    }
  }

  @Test func `no more of an answer is read than asked for`() async throws {
    let server = ReceivingServer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789")
    try await server.serve { port in
      let answer = try await client().send(request("http://a.example:\(port)/", most: 4)).get()
      #expect(answer == OutsideAnswer(status: 200, body: Array("0123".utf8), isCut: true))
    }
  }

  @Test func `a receiver that does not answer in time is late`() async throws {
    let server = ReceivingServer("")
    try await server.serve { port in
      let waiting = client(pause: { _ in await server.untilAsked() })
      #expect(await waiting.send(request("http://a.example:\(port)/")) == .failure(.late(.seconds(10))))
    }
  }

  @Test(arguments: ["", "ftp://a.example/", "http://", "nonsense"])
  func `what is no address is refused`(url: String) async {
    #expect(await client().send(request(url)) == .failure(.badURL))
  }

  @Test func `a name without an address, and nobody who listens, are said`() async {
    #expect(await client(addresses: []).send(request("http://a.example/")) == .failure(.unknownHost("a.example")))
    guard case .failure(.broken) = await client().send(request("http://a.example:1/")) else {
      Issue.record("it was answered")
      return
    }
  }
}
