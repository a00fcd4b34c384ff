import Carriers
import Store
import Hummingbird
import Identifiers
import Testing

private struct RefusingCarrier: NumberCarrier {
  let refusal: CarrierRefusal

  func provision(_ number: PhoneNumber, with credentials: TwilioCredentials?) async throws -> PhoneNumber {
    throw refusal
  }
  func release(_ number: PhoneNumber) async throws {}
  func recover() async {}
}

struct NumberTests {
  private static let idempotencyKey = HTTPFields.Element.Name("Idempotency-Key")!

  private static func trunk(_ server: TestServer) async throws -> String {
    try await server.send(
      .post, "/v1/sip-trunks",
      #"{"name":"C","kind":"byoc","direction":"both","sip_address":"sip.example.com","allowed_addresses":["127.0.0.1"]}"#
    ).id
  }

  private static func body(_ e164: String, _ trunk: String) -> String {
    #"{"e164":"\#(e164)","source":"byoc","trunk_id":"\#(trunk)"}"#
  }

  @Test func `a number is imported, bound, unbound, relabelled and deleted`() async throws {
    try await TestServer.run { server in
      let trunk = try await Self.trunk(server)
      let agent = try await server.send(.post, "/v1/agents", #"{"name":"Desk"}"#).id
      let made = try await server.send(.post, "/v1/phone-numbers", Self.body("+14155550123", trunk))
      #expect(made.status == .created)
      #expect(made["capabilities"] == ["inbound", "outbound"])
      #expect(made["status"] == "active")
      #expect(made["agent_id"] == JSONValue.null)
      let bound = try await server.send(.patch, "/v1/phone-numbers/\(made.id)", #"{"agent_id":"\#(agent)"}"#)
      #expect(bound["agent_id"]?.stringValue == agent)
      let labelled = try await server.send(.patch, "/v1/phone-numbers/\(made.id)", #"{"label":"Desk line"}"#)
      #expect(labelled["agent_id"]?.stringValue == agent)
      #expect(labelled["label"] == "Desk line")
      #expect(try await server.send(.get, "/v1/phone-numbers?agent_id=\(agent)")["numbers"] == [labelled.json])
      #expect(try await server.send(.get, "/v1/phone-numbers?source=twilio")["numbers"] == [])
      let unbound = try await server.send(.patch, "/v1/phone-numbers/\(made.id)", #"{"agent_id":null}"#)
      #expect(unbound["agent_id"] == JSONValue.null)
      #expect(unbound["label"] == "Desk line")
      #expect(try await server.send(.delete, "/v1/phone-numbers/\(made.id)").status == .noContent)
      #expect(try await server.send(.get, "/v1/phone-numbers/\(made.id)").code == "phone_number_not_found")
    }
  }

  @Test func `a number may be imported once`() async throws {
    try await TestServer.run { server in
      let trunk = try await Self.trunk(server)
      #expect(try await server.send(.post, "/v1/phone-numbers", Self.body("+14155550123", trunk)).status == .created)
      let again = try await server.send(.post, "/v1/phone-numbers", Self.body("+14155550123", trunk))
      #expect(again.status == .conflict)
      #expect(again.code == "conflict")
    }
  }

  @Test func `agents and trunks that are not there are 422, ids of another kind 400`() async throws {
    try await TestServer.run { server in
      let trunk = try await Self.trunk(server)
      let noTrunk = try await server.send(
        .post, "/v1/phone-numbers", Self.body("+14155550123", "trunk_0000000000000000000000ZZZZ"))
      #expect(noTrunk.status == .unprocessableContent)
      #expect(noTrunk.code == "sip_trunk_not_found")
      let noAgent = try await server.send(
        .post, "/v1/phone-numbers",
        #"{"e164":"+14155550123","source":"byoc","trunk_id":"\#(trunk)","agent_id":"agent_0000000000000000000000ZZZZ"}"#
      )
      #expect(noAgent.status == .unprocessableContent)
      #expect(noAgent.code == "agent_not_found")
      let kinds = try await server.send(
        .post, "/v1/phone-numbers", #"{"e164":"4155550123","source":"byoc","trunk_id":"x","agent_id":"\#(trunk)"}"#)
      #expect(kinds.fields == ["agent_id", "e164", "trunk_id"])
      let number = try await server.send(.post, "/v1/phone-numbers", Self.body("+14155550123", trunk)).id
      let patch = try await server.send(
        .patch, "/v1/phone-numbers/\(number)", #"{"agent_id":"agent_0000000000000000000000ZZZZ"}"#)
      #expect(patch.code == "agent_not_found")
      let fixed = try await server.send(
        .patch, "/v1/phone-numbers/\(number)", #"{"e164":"+14155550124","trunk_id":null,"status":"failed","x":1}"#)
      #expect(fixed.fields == ["e164", "status", "trunk_id", "x"])
    }
  }

  @Test(arguments: [
    #"{"e164":"+12025551234","source":"livekit","label":"Trial inbound"}"#,
    #"{"e164":"+12025551234","source":"twilio","twilio":{"account_sid":"ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","auth_token":"t"}}"#,
  ])
  func `sources that are not built answer carrier_not_configured`(body: String) async throws {
    try await TestServer.run { server in
      let answer = try await server.send(.post, "/v1/phone-numbers", body)
      #expect(answer.status == .unprocessableContent)
      #expect(answer.code == "carrier_not_configured")
    }
  }

  @Test func `an account SID has a form, and a carrier's refusal is 502 with its code, 409 or 422`() async throws {
    let account = "AC" + String(repeating: "a", count: 32)
    let body =
      #"{"e164":"+12025551234","source":"twilio","twilio":{"account_sid":"\#(account)","auth_token":"t"}}"#
    try await TestServer.run { server in
      let short = try await server.send(
        .post, "/v1/phone-numbers",
        #"{"e164":"+12025551234","source":"twilio","twilio":{"account_sid":"AC1","auth_token":""}}"#)
      #expect(short.fields == ["twilio.account_sid", "twilio.auth_token"])
    }
    let kinds: [(CarrierRefusal.Kind, HTTPResponse.Status, String)] = [
      (.upstream, .badGateway, "upstream_failure"), (.unauthorized, .badGateway, "upstream_failure"),
      (.conflict, .conflict, "conflict"), (.unsuitable, .unprocessableContent, "number_not_available"),
      (.notConfigured, .unprocessableContent, "carrier_not_configured"),
    ]
    for (kind, status, code) in kinds {
      let refusal = CarrierRefusal(kind, "in words", carrierCode: "20003", carrierMessage: "Authenticate")
      try await TestServer.run(carriers: CarrierDesks([.twilio: RefusingCarrier(refusal: refusal)])) { server in
        let answer = try await server.send(.post, "/v1/phone-numbers", body)
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(answer["error"]?["details"]?["carrier_code"] == "20003")
        #expect(answer["error"]?["details"]?["carrier_message"] == "Authenticate")
      }
    }
  }

  @Test func `fields belong to their source`() async throws {
    try await TestServer.run { server in
      let none = try await server.send(.post, "/v1/phone-numbers", "{}")
      #expect(none.fields == ["e164", "source"])
      let byoc = try await server.send(
        .post, "/v1/phone-numbers", #"{"e164":"+12025551234","source":"byoc","twilio":{"account_sid":"A"}}"#)
      #expect(byoc.fields == ["trunk_id", "twilio", "twilio.auth_token"])
      let twilio = try await server.send(.post, "/v1/phone-numbers", #"{"e164":"+12025551234","source":"twilio"}"#)
      #expect(twilio.fields == ["twilio"])
    }
  }

  @Test func `of 200 numbers asked for at once 100 are made`() async throws {
    try await TestServer.run { server in
      let trunk = try await Self.trunk(server)
      let answers = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
        for number in 1...200 {
          group.addTask {
            try await server.send(.post, "/v1/phone-numbers", Self.body("+1415555\(1000 + number)", trunk))
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.filter { $0.status == .created }.count == 100)
      let refused = answers.filter { $0.code == "phone_number_quota_reached" }
      #expect(refused.count == 100)
      #expect(refused.first?.status == .unprocessableContent)
    }
  }

  @Test func `an idempotency key answers the same request the same, and another with 409`() async throws {
    try await TestServer.run { server in
      let trunk = try await Self.trunk(server)
      let headers: HTTPFields = [Self.idempotencyKey: "once"]
      let body = Self.body("+14155550123", trunk)
      let first = try await server.send(.post, "/v1/phone-numbers", body, headers: headers)
      #expect(first.status == .created)
      #expect(first.header("Idempotent-Replayed") == nil)
      let again = try await server.send(.post, "/v1/phone-numbers", body, headers: headers)
      #expect(again.status == .created)
      #expect(again.bytes == first.bytes)
      #expect(again.header("Idempotent-Replayed") == "true")
      let other = try await server.send(
        .post, "/v1/phone-numbers", Self.body("+14155550124", trunk), headers: headers)
      #expect(other.status == .conflict)
      #expect(other.code == "idempotency_conflict")
      let refused = try await server.send(
        .post, "/v1/phone-numbers", body, headers: [Self.idempotencyKey: String(repeating: "k", count: 256)])
      #expect(refused.code == "bad_request")
      let stranger = try await server.send(
        .post, "/v1/phone-numbers", "{}", key: TestServer.otherKey, headers: headers)
      #expect(stranger.code == "validation_failed", "keys of workspaces are strangers")
      let replayed = try await server.send(
        .post, "/v1/phone-numbers", "{}", key: TestServer.otherKey, headers: headers)
      #expect(replayed.bytes == stranger.bytes)
      #expect(replayed.header("Idempotent-Replayed") == "true")
    }
  }

  @Test func `of 30 requests with one key at once one number comes`() async throws {
    try await TestServer.run { server in
      let trunk = try await Self.trunk(server)
      let answers = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
        for _ in 1...30 {
          group.addTask {
            try await server.send(
              .post, "/v1/phone-numbers", Self.body("+14155550123", trunk), headers: [Self.idempotencyKey: "once"])
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let ids = Set(answers.filter { $0.status == .created }.map(\.id))
      #expect(ids.count == 1)
      #expect(answers.allSatisfy { $0.status == .created || $0.code == "idempotency_conflict" })
    }
  }
}
