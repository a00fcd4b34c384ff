import Store
import Exchange
import Foundation
import HTTPAPI
import Hummingbird
import Identifiers
import Testing

struct ConversationTests {
  private static func record(
    _ number: UInt64, in server: TestServer, status: CallRecord.Status = .completed, recording: String? = nil
  ) async throws -> String {
    let record = CallRecord(
      id: ID(ULID(high: 1, low: number)), workspace: server.workspace, agent: nil, status: status,
      direction: .inbound, transport: .sip, roomName: "+14155550123_\(number)", fromNumber: "+14155550\(100 + number)",
      toNumber: "+14155550123", createdAt: TestServer.time,
      startedAt: TestServer.time.addingTimeInterval(Double(number)),
      endedAt: status.isFinal ? TestServer.time.addingTimeInterval(Double(number) + 2.5) : nil,
      endReason: status.isFinal ? .callerHangup : nil, endDetail: .init(sipCode: 200), recordingFile: recording,
      quality: .init(mos: 4.4, packetsLost: 0, jitterMilliseconds: 1.5, codec: "PCMA", turnMedianMilliseconds: 700))
    try await server.store.insert(record)
    return record.id.description
  }

  @Test func `a conversation shows every field of the contract`() async throws {
    try await TestServer.run { server in
      let id = try await Self.record(1, in: server)
      let answer = try await server.send(.get, "/v1/conversations/\(id)")
      guard case .object(let members) = answer.json else {
        Issue.record("not an object: \(answer.text)")
        return
      }
      #expect(
        Set(members.keys) == [
          "id", "agent_id", "status", "direction", "transport", "room_name", "from_number", "to_number",
          "phone_number_id", "trunk_id", "caller_identity", "dynamic_variables", "created_at", "started_at",
          "ended_at", "duration_ms", "end_reason", "end_detail", "message_count", "recording_url", "metadata",
          "warnings", "batch_id", "quality",
        ])
      #expect(answer["duration_ms"] == 2500)
      #expect(answer["end_reason"] == "caller_hangup")
      #expect(answer["end_detail"]?["sip_code"] == 200)
      #expect(answer["quality"]?["turns"]?["p50_ms"] == 700)
      #expect(answer["recording_url"] == JSONValue.null)
    }
  }

  @Test func `conversations are filtered by number, status and time`() async throws {
    try await TestServer.run { server in
      let first = try await Self.record(1, in: server)
      let second = try await Self.record(2, in: server, status: .active)
      func list(_ query: String) async throws -> [String] {
        let answer = try await server.send(.get, "/v1/conversations?\(query)")
        guard case .array(let found) = answer["conversations"] else { return [answer.text] }
        return found.compactMap { $0["id"]?.stringValue }
      }
      #expect(try await list("") == [second, first])
      #expect(try await list("status=active") == [second])
      #expect(try await list("direction=outbound") == [])
      #expect(try await list("phone_number=%2B14155550101") == [first])
      #expect(try await list("phone_number=+14155550102") == [second])
      #expect(try await list("started_after=2027-01-15T08:00:01.500Z") == [second])
      #expect(try await list("started_before=2027-01-15T08:00:01.500Z") == [first])
      #expect(try await list("started_before=2027-01-15T09:00:02%2B01:00") == [first])
    }
  }

  @Test func `messages and events are shown oldest first in pages`() async throws {
    try await TestServer.run { server in
      let id = try await Self.record(1, in: server)
      let messages = (1...3).map { number in
        RecordedMessage(
          id: ID(ULID(high: 0, low: UInt64(number))), role: .assistant, content: "line \(number)",
          startedAt: TestServer.time, interrupted: number == 3, latency: .init(transcription: 120, total: 800))
      }
      let events = [
        RecordedEvent(at: TestServer.time, type: "sip.received", detail: ["method": "INVITE"]),
        RecordedEvent(at: TestServer.time, type: "call.answered", detail: [:]),
      ]
      try await server.store.append(messages: messages, events: events, to: ID(ULID(high: 1, low: 1)))
      let first = try await server.send(.get, "/v1/conversations/\(id)/messages?limit=2")
      guard case .array(let lines) = first["messages"], let cursor = first["next_cursor"]?.stringValue else {
        Issue.record("not a first page: \(first.text)")
        return
      }
      #expect(lines.map { $0["content"] } == ["line 1", "line 2"])
      #expect(lines.first?["latency_ms"]?["stt"] == 120)
      let rest = try await server.send(.get, "/v1/conversations/\(id)/messages?limit=2&cursor=\(cursor)")
      #expect(rest["has_more"] == false)
      guard case .array(let last) = rest["messages"] else { return }
      #expect(last.map { $0["interrupted"] } == [true])
      let shown = try await server.send(.get, "/v1/conversations/\(id)/events")
      guard case .array(let happened) = shown["events"] else { return }
      #expect(happened.map { $0["type"] } == ["sip.received", "call.answered"])
      #expect(try await server.send(.get, "/v1/conversations/\(id)")["message_count"] == 3)
    }
  }

  @Test func `ending asks a live call to hang up and is harmless afterwards`() async throws {
    try await TestServer.run { server in
      let live = try await Self.record(1, in: server, status: .active)
      let over = try await Self.record(2, in: server)
      #expect(try await server.send(.post, "/v1/conversations/\(live)/end").status == .noContent)
      #expect(try await server.send(.post, "/v1/conversations/\(over)/end").status == .noContent)
      #expect(server.calls.ended.map(\.description) == [live])
      let stranger = try await server.send(.post, "/v1/conversations/\(live)/end", key: TestServer.otherKey)
      #expect(stranger.code == "conversation_not_found")
    }
  }

  @Test func `a recording is sent whole or in the parts that are asked for`() async throws {
    try await TestServer.run { server in
      let bytes = Data((0..<1000).map { UInt8($0 % 251) })
      try bytes.write(to: URL(fileURLWithPath: server.folder + "/one.wav"))
      let id = try await Self.record(1, in: server, recording: "one.wav")
      let path = "/v1/conversations/\(id)/recording"
      #expect(try await server.send(.get, "/v1/conversations/\(id)")["recording_url"]?.stringValue == path)
      let whole = try await server.send(.get, path)
      #expect(whole.status == .ok)
      #expect(whole.headers[.contentType] == "audio/wav")
      #expect(whole.headers[.acceptRanges] == "bytes")
      #expect(whole.bytes == bytes)
      let part = try await server.send(.get, path, headers: [.range: "bytes=10-19"])
      #expect(part.status == .partialContent)
      #expect(part.headers[.contentRange] == "bytes 10-19/1000")
      #expect(part.bytes == bytes[10...19])
      #expect(try await server.send(.get, path, headers: [.range: "bytes=990-"]).bytes == bytes[990...])
      #expect(try await server.send(.get, path, headers: [.range: "bytes=-5"]).bytes == bytes[995...])
      let outside = try await server.send(.get, path, headers: [.range: "bytes=1000-"])
      #expect(outside.status == .rangeNotSatisfiable)
      #expect(outside.headers[.contentRange] == "bytes */1000")
      #expect(try await server.send(.get, path, key: TestServer.otherKey).status == .notFound)
    }
  }

  @Test(arguments: [nil, "gone.wav", "../trunkline.sqlite", "", ".", "a/b.wav"] as [String?])
  func `a recording that is not saved, or would lie elsewhere, is 404`(name: String?) async throws {
    try await TestServer.run { server in
      let id = try await Self.record(1, in: server, recording: name)
      #expect(try await server.send(.get, "/v1/conversations/\(id)/recording").status == .notFound)
    }
  }

  @Test func `deleting takes the transcript and the recording, but not from a live call`() async throws {
    try await TestServer.run { server in
      let file = server.folder + "/one.wav"
      try Data([1]).write(to: URL(fileURLWithPath: file))
      let over = try await Self.record(1, in: server, recording: "one.wav")
      let live = try await Self.record(2, in: server, status: .active)
      #expect(try await server.send(.delete, "/v1/conversations/\(live)").code == "conflict")
      #expect(try await server.send(.delete, "/v1/conversations/\(over)").status == .noContent)
      #expect(!FileManager.default.fileExists(atPath: file))
      #expect(try await server.send(.get, "/v1/conversations/\(over)/messages").code == "conversation_not_found")
    }
  }
}
