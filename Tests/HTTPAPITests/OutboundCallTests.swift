import Agents
import Exchange
import Hummingbird
import Identifiers
import Testing

@testable import HTTPAPI

@Suite struct OutboundCallTests {
  private static let agent = "agent_01J9ZC3M2P8Q4R5S6T7V8W9X0Y"

  @Test func `a call is placed as it was asked for, and answered with its conversation`() async throws {
    try await TestServer.run { server in
      let answer = try await server.send(
        .post, "/v1/outbound-calls",
        #"""
        {"agent_id":"\#(Self.agent)","to":"+14155550777","caller_id_number":"+14155550123",
         "dynamic_variables":{"name":"Alice","amount":"142.50"},"dtmf_prefix":"1ww2","ringing_timeout_ms":20000,
         "max_call_duration_seconds":60,"metadata":{"order":7}}
        """#)
      #expect(answer.status == .created)
      #expect(answer["conversation_id"]?.stringValue?.hasPrefix("conv_") == true)
      let order = try #require(server.calls.orders.first)
      #expect(order.workspace == server.workspace)
      #expect(order.to == E164("+14155550777"))
      #expect(order.callerID == E164("+14155550123"))
      #expect(order.variables == ["name": "Alice", "amount": "142.50"])
      #expect(order.keys == (try KeySequence("1ww2")))
      #expect(order.ringingTimeout == .seconds(20))
      #expect(order.longestCall == .seconds(60))
      #expect(order.metadata == ["order": 7])
    }
  }

  @Test func `what is left out has its default`() async throws {
    try await TestServer.run { server in
      let body = #"{"agent_id":"\#(Self.agent)","to":"+14155550777","amd":null,"dtmf_prefix":""}"#
      #expect(try await server.send(.post, "/v1/outbound-calls", body).status == .created)
      let order = try #require(server.calls.orders.first)
      #expect(order.callerID == nil && order.keys == nil && order.longestCall == nil)
      #expect(order.ringingTimeout == .seconds(30))
    }
  }

  @Test func `everything that is wrong is named at once`() async throws {
    try await TestServer.run { server in
      let answer = try await server.send(
        .post, "/v1/outbound-calls",
        #"{"to":"4155550777","caller_id_number":"x","dtmf_prefix":"12x","ringing_timeout_ms":80001,"amd":{},"nonsense":1}"#
      )
      #expect(answer.status == .badRequest)
      #expect(
        answer.fields
          == ["agent_id", "amd", "caller_id_number", "dtmf_prefix", "nonsense", "ringing_timeout_ms", "to"])
      #expect(answer.text.contains("position 3"))
      #expect(server.calls.orders.isEmpty)
    }
  }

  @Test(arguments: [
    (OutboundRefusal.agentMissing, 422, "agent_not_found"),
    (.variables(VariableProblems(byKey: ["name": "is required"])), 400, "validation_failed"),
    (.numberNotCapable("why"), 422, "number_not_outbound_capable"),
    (.trunkNotCapable("why"), 422, "trunk_not_outbound_capable"),
    (.destination(rule: "premium", "why"), 403, "destination_not_allowed"),
    (.full("why"), 429, "concurrency_limit_reached"), (.shuttingDown, 503, "service_unavailable"),
  ])
  func `a call that is not placed is refused in the contract's words`(
    refusal: OutboundRefusal, status: Int, code: String
  ) async throws {
    try await TestServer.run { server in
      server.calls.refuse(with: refusal)
      let body = #"{"agent_id":"\#(Self.agent)","to":"+14155550777"}"#
      let answer = try await server.send(.post, "/v1/outbound-calls", body)
      #expect(answer.status.code == status)
      #expect(answer.code == code)
      if case .full = refusal { #expect(answer.header("Retry-After") != nil) }
      if case .variables = refusal { #expect(answer.fields == ["dynamic_variables.name"]) }
      if case .destination = refusal { #expect(answer["error"]?["details"]?["rule"] == "premium") }
    }
  }

  @Test func `the same key places the call once`() async throws {
    try await TestServer.run { server in
      let body = #"{"agent_id":"\#(Self.agent)","to":"+14155550777"}"#
      let key: HTTPFields = [HTTPFields.Element.Name("Idempotency-Key")!: "one"]
      let first = try await server.send(.post, "/v1/outbound-calls", body, headers: key)
      let second = try await server.send(.post, "/v1/outbound-calls", body, headers: key)
      #expect(first.text == second.text)
      #expect(second.header("Idempotent-Replayed") == "true")
      #expect(server.calls.orders.count == 1)
    }
  }
}
