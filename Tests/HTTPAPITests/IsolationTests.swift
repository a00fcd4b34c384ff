import Exchange
import Foundation
import HTTPAPI
import Hummingbird
import Identifiers
import Store
import Testing

/// Workspaces are strangers. The routes come from the router, so a new one is held to this by itself.
struct IsolationTests {
  /// One of everything that has an id in a path, of the first workspace: its segment, its id, its not-found code.
  private static func everything(_ server: TestServer) async throws -> [String: (id: String, code: String)] {
    let agent = try await server.send(.post, "/v1/agents", #"{"name":"theirs"}"#).id
    let trunk = try await server.send(
      .post, "/v1/sip-trunks", #"{"name":"theirs","kind":"byoc","direction":"both","sip_address":"sip.example.com"}"#
    ).id
    let number = try await server.send(
      .post, "/v1/phone-numbers", #"{"e164":"+14155550123","source":"byoc","trunk_id":"\#(trunk)"}"#
    ).id
    let key = try await server.send(.post, "/v1/api-keys", #"{"name":"theirs","scopes":["read"]}"#).id
    try Data("RIFF".utf8).write(to: URL(filePath: server.folder + "/theirs.wav"))
    let call = CallRecord(
      id: ID(ULID(high: 1, low: 1)), workspace: server.workspace, agent: nil, status: .completed, direction: .inbound,
      transport: .sip, roomName: "+14155550123_1", fromNumber: "+14155550777", toNumber: "+14155550123",
      createdAt: TestServer.time, recordingFile: "theirs.wav")
    try await server.store.insert(call)
    return [
      "agents": (agent, "agent_not_found"), "sip-trunks": (trunk, "sip_trunk_not_found"),
      "phone-numbers": (number, "phone_number_not_found"), "api-keys": (key, "api_key_not_found"),
      "conversations": ("\(call.id)", "conversation_not_found"),
    ]
  }

  /// Each route that has an id in its path, with an id of the first workspace in its place.
  private static func routes(
    _ server: TestServer
  ) async throws -> [(method: HTTPRequest.Method, path: String, code: String)] {
    let known = try await everything(server)
    return try server.routes.compactMap { route in
      let parts = route.split(separator: " ").map(String.init)
      let segments = parts[1].split(separator: "/").map(String.init)
      guard let place = segments.firstIndex(where: { $0.hasPrefix("{") }) else { return nil }
      let found = try #require(known[segments[place - 1]], "make one of \(segments[place - 1]) in everything(_:)")
      let filled = segments.enumerated().map { index, segment in
        guard segment.hasPrefix("{") || segment.hasPrefix(":") else { return segment }
        return index == place ? found.id : "whd_00000000000000000000000001"
      }
      let method = try #require(HTTPRequest.Method(rawValue: parts[0]))
      return (method, "/" + filled.joined(separator: "/"), found.code)
    }
  }

  @Test func `on every route an id of another workspace is answered like one that never was`() async throws {
    try await TestServer.run { server in
      let routes = try await Self.routes(server)
      #expect(routes.count > 10)
      func owned() async throws -> [String] {
        var texts: [String] = []
        for route in routes where route.method == .get {
          let answer = try await server.send(.get, route.path)
          #expect(answer.status == .ok, "the probe must see what is there: GET \(route.path)")
          texts.append(answer.text)
        }
        return texts
      }
      let before = try await owned()
      for route in routes {
        let body = route.method == .get || route.method == .delete ? nil : "{}"
        let answer = try await server.send(route.method, route.path, body, key: TestServer.otherKey)
        #expect(answer.status == .notFound, "\(route.method) \(route.path)")
        #expect(answer.code == route.code, "\(route.method) \(route.path)")
        if route.method == .get {
          let head = try await server.send(.head, route.path, key: TestServer.otherKey)
          #expect(head.status == .notFound, "HEAD \(route.path)")
        }
      }
      #expect(try await owned() == before, "nothing of theirs was changed")
    }
  }

  @Test func `lists show nothing of another workspace, whatever they are filtered by`() async throws {
    try await TestServer.run { server in
      let known = try await Self.everything(server)
      let ids = known.values.map(\.id)
      // Presets are everybody's.
      let lists = server.routes.filter {
        $0.hasPrefix("GET /v1/") && !$0.contains("{") && $0 != "GET /v1/carrier-presets"
      }.map { $0.dropFirst(4) }
      #expect(lists.count >= 5)
      for list in lists {
        let mine = try await server.send(.get, "\(list)")
        #expect(ids.contains { mine.text.contains($0) }, "the probe must see what is there: \(list)")
        let theirs = try await server.send(.get, "\(list)", key: TestServer.otherKey)
        #expect(theirs.status == .ok)
        #expect(!ids.contains { theirs.text.contains($0) }, "\(list)")
      }
      for filter in ["agent_id=\(known["agents"]?.id ?? "")", "trunk_id=\(known["sip-trunks"]?.id ?? "")"] {
        let answer = try await server.send(.get, "/v1/phone-numbers?\(filter)", key: TestServer.otherKey)
        #expect(answer["numbers"] == [])
      }
    }
  }

  @Test func `a body that names another workspace's things is answered as if they were not there`() async throws {
    try await TestServer.run { server in
      let known = try await Self.everything(server)
      let trunk = try #require(known["sip-trunks"]?.id)
      let agent = try #require(known["agents"]?.id)
      let stolen = try await server.send(
        .post, "/v1/phone-numbers", #"{"e164":"+14155550124","source":"byoc","trunk_id":"\#(trunk)"}"#,
        key: TestServer.otherKey)
      #expect(stolen.status == .unprocessableContent)
      #expect(stolen.code == "sip_trunk_not_found")
      let own = try await server.send(
        .post, "/v1/sip-trunks", #"{"name":"t","kind":"byoc","direction":"inbound"}"#, key: TestServer.otherKey
      ).id
      let bound = try await server.send(
        .post, "/v1/phone-numbers",
        #"{"e164":"+14155550125","source":"byoc","trunk_id":"\#(own)","agent_id":"\#(agent)"}"#,
        key: TestServer.otherKey)
      #expect(bound.status == .unprocessableContent)
      #expect(bound.code == "agent_not_found")
    }
  }

  @Test func `idempotency keys of another workspace are free`() async throws {
    try await TestServer.run { server in
      let key: HTTPFields = [HTTPFields.Element.Name("Idempotency-Key")!: "same"]
      let body = #"{"agent_id":"agent_01J9ZC3M2P8Q4R5S6T7V8W9X0Y","to":"+14155550777"}"#
      let mine = try await server.send(.post, "/v1/outbound-calls", body, headers: key)
      let theirs = try await server.send(.post, "/v1/outbound-calls", body, key: TestServer.otherKey, headers: key)
      #expect(mine.status == .created && theirs.status == .created)
      #expect(theirs.header("Idempotent-Replayed") == nil)
      #expect(mine.text != theirs.text)
    }
  }
}
