import Carriers
import Store
import Foundation
import Hummingbird
import Identifiers
import Testing

struct TrunkTests {
  @Test func `a trunk is created, its password is never shown, and its defaults are the contract's`() async throws {
    try await TestServer.run { server in
      let created = try await server.send(
        .post, "/v1/sip-trunks",
        #"{"name":"C","kind":"byoc","direction":"both","sip_address":"sip.example.com","auth_username":"u","auth_password":"planted"}"#
      )
      #expect(created.status == .created)
      #expect(created["auth_password_set"] == true)
      #expect(created["auth_username"] == "u")
      #expect(created["transport"] == "auto")
      #expect(created["media_encryption"] == "allow")
      #expect(created["number_format"] == "plus")
      #expect(created["register"] == false)
      #expect(created["outbound_proxy"] == JSONValue.null)
      #expect(created["tls_verification"] == "hostname")
      #expect(created["caller_id_header"] == "from")
      #expect(created["dtmf_mode"] == "auto")
      #expect(created["max_calls_per_second"] == JSONValue.null)
      #expect(created["priority"] == 100)
      #expect(created["warnings"] == [])
      #expect(!created.text.contains("planted"))
      #expect(try await server.send(.get, "/v1/sip-trunks/\(created.id)").json == created.json)
      #expect(try await server.send(.get, "/v1/sip-trunks")["trunks"] == [created.json])
    }
  }

  @Test func `a trunk that anyone can call in on carries a warning`() async throws {
    try await TestServer.run { server in
      let created = try await server.send(
        .post, "/v1/sip-trunks", #"{"name":"C","kind":"byoc","direction":"inbound"}"#)
      guard case .array(let warnings) = created["warnings"] else {
        Issue.record("no warnings: \(created.text)")
        return
      }
      #expect(warnings.first?.stringValue?.contains("anyone can call in") == true)
      let closed = try await server.send(
        .patch, "/v1/sip-trunks/\(created.id)", #"{"allowed_addresses":["203.0.113.7/24"]}"#)
      #expect(closed["warnings"] == [])
      #expect(closed["allowed_addresses"] == ["203.0.113.0/24"])
    }
  }

  @Test func `every field that openapi yaml lets a client write is kept and shown as it was written`() async throws {
    try await TestServer.run { server in
      let written = #"""
        {"name":"C","kind":"byoc","direction":"both","sip_address":"sip.example.com","outbound_proxy":"proxy:5070",
         "auth_username":"u","auth_password":"p","register":true,"allowed_addresses":["2001:db8::/32"],
         "transport":"tcp","tls_verification":"chain","media_encryption":"disable","number_format":"no_plus",
         "caller_id_header":"remote_party_id","dtmf_mode":"rfc4733","accept_refer":true,"max_concurrent_calls":7,
         "max_calls_per_second":2,"priority":1}
        """#
      let created = try await server.send(.post, "/v1/sip-trunks", written)
      #expect(created.status == .created, "\(created.text)")
      let shown = try await server.send(.patch, "/v1/sip-trunks/\(created.id)", #"{"name":"C"}"#)
      let fields = try JSONDecoder().decode([String: JSONValue].self, from: Data(written.utf8))
      for (name, value) in fields where name != "auth_password" { #expect(shown[name] == value, "\(name)") }
      #expect(Set(fields.keys) == (try await server.properties(of: "TrunkWrite")))
      #expect(created.names == (try await server.properties(of: "Trunk")))
    }
  }

  @Test(arguments: [
    (#""priority":-1"#, "priority"), (#""priority":1001"#, "priority"),
    (#""outbound_proxy":"sip:p""#, "outbound_proxy"),
    (#""max_calls_per_second":0"#, "max_calls_per_second"), (#""caller_id_header":"to""#, "caller_id_header"),
    (#""tls_verification":"yes""#, "tls_verification"), (#""register":"yes""#, "register"),
  ])
  func `a setting out of its range is refused by name`(member: String, field: String) async throws {
    try await TestServer.run { server in
      let refused = try await server.send(
        .post, "/v1/sip-trunks", #"{"name":"C","kind":"byoc","direction":"inbound",\#(member)}"#)
      #expect(refused.fields == [field])
    }
  }

  @Test func `a trunk shows how it stands, alone and in the list`() async throws {
    try await TestServer.run { server in
      let created = try await server.send(
        .post, "/v1/sip-trunks", #"{"name":"C","kind":"byoc","direction":"inbound"}"#)
      let unknown: JSONValue = [
        "registration": .null, "reachable": .null, "last_checked_at": .null, "last_error": .null,
      ]
      #expect(created["status"] == unknown)
      server.trunks.set(
        TrunkStatus(
          registration: .failed, reachable: false, lastCheckedAt: Date(timeIntervalSince1970: 0), lastError: "why"),
        of: try #require(ID<Trunk>(created.id)))
      let known: JSONValue = [
        "registration": "failed", "reachable": false, "last_checked_at": "1970-01-01T00:00:00.000Z",
        "last_error": "why",
      ]
      #expect(try await server.send(.get, "/v1/sip-trunks/\(created.id)")["status"] == known)
      guard case .array(let list) = try await server.send(.get, "/v1/sip-trunks")["trunks"] else { return }
      #expect(list.first?["status"] == known)
    }
  }

  @Test func `who watches trunks is told of each change`() async throws {
    try await TestServer.run { server in
      let id = try await server.send(
        .post, "/v1/sip-trunks", #"{"name":"C","kind":"byoc","direction":"inbound"}"#
      ).id
      #expect(server.trunks.changes == 1)
      _ = try await server.send(.patch, "/v1/sip-trunks/\(id)", #"{"name":"D"}"#)
      #expect(server.trunks.changes == 2)
      _ = try await server.send(.patch, "/v1/sip-trunks/\(id)", #"{"name":""}"#)
      _ = try await server.send(.delete, "/v1/sip-trunks/\(id)")
      #expect(server.trunks.changes == 3)
    }
  }

  @Test func `a patch is checked as a whole`() async throws {
    try await TestServer.run { server in
      let id = try await server.send(
        .post, "/v1/sip-trunks", #"{"name":"C","kind":"byoc","direction":"inbound"}"#
      ).id
      let outbound = try await server.send(.patch, "/v1/sip-trunks/\(id)", #"{"direction":"both","nope":null}"#)
      #expect(outbound.fields == ["nope", "sip_address"])
      let halfKey = try await server.send(.patch, "/v1/sip-trunks/\(id)", #"{"auth_username":"u"}"#)
      #expect(halfKey.fields == ["auth_password"])
    }
  }

  @Test func `the 21st trunk is refused, also when 60 are asked for at once`() async throws {
    try await TestServer.run { server in
      let statuses = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
        for _ in 1...60 {
          group.addTask {
            try await server.send(.post, "/v1/sip-trunks", #"{"name":"C","kind":"byoc","direction":"inbound"}"#)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.filter { $0.status == .created }.count == 20)
      #expect(
        statuses.filter { $0.status == .unprocessableContent && $0.code == "sip_trunk_quota_reached" }.count == 40)
    }
  }

  @Test func `a trunk with numbers is deleted by force only`() async throws {
    try await TestServer.run { server in
      let id = try await server.send(
        .post, "/v1/sip-trunks", #"{"name":"C","kind":"byoc","direction":"inbound"}"#
      ).id
      let number = try await server.send(
        .post, "/v1/phone-numbers", #"{"e164":"+14155550123","source":"byoc","trunk_id":"\#(id)"}"#
      ).id
      let refused = try await server.send(.delete, "/v1/sip-trunks/\(id)")
      #expect(refused.status == .conflict)
      #expect(refused.code == "conflict")
      #expect(try await server.send(.delete, "/v1/sip-trunks/\(id)?force=maybe").fields == ["force"])
      #expect(try await server.send(.delete, "/v1/sip-trunks/\(id)?force=true").status == .noContent)
      let orphan = try await server.send(.get, "/v1/phone-numbers/\(number)")
      #expect(orphan["trunk_id"] == JSONValue.null)
      #expect(orphan["status"] == "failed")
      #expect(orphan["status_detail"]?.stringValue?.contains("deleted") == true)
    }
  }

  @Test func `a test answers what was seen, and a trunk without an address cannot be tested`() async throws {
    try await TestServer.run { server in
      let trunk = try await server.send(
        .post, "/v1/sip-trunks", #"{"name":"C","kind":"byoc","direction":"both","sip_address":"192.0.2.7"}"#)
      let seen = try await server.send(.post, "/v1/sip-trunks/\(trunk.id)/test")
      #expect(seen.status == .ok)
      #expect(seen["options"]?["status"] == 200)
      #expect(seen["options"]?["round_trip_ms"] == 12)
      #expect(seen["options"]?["addresses"] == ["192.0.2.7 over UDP"])
      #expect(seen["registration"] == JSONValue.null)
      let inbound = try await server.send(
        .post, "/v1/sip-trunks", #"{"name":"I","kind":"byoc","direction":"inbound"}"#)
      let refused = try await server.send(.post, "/v1/sip-trunks/\(inbound.id)/test")
      #expect(refused.code == "trunk_not_outbound_capable")
      let stranger = try await server.send(.post, "/v1/sip-trunks/\(trunk.id)/test", key: TestServer.otherKey)
      #expect(stranger.code == "sip_trunk_not_found")
    }
  }

  @Test func `presets name their source, and every range of them is one that allowed_addresses takes`() async throws {
    try await TestServer.run { server in
      let answer = try await server.send(.get, "/v1/carrier-presets")
      guard case .array(let presets)? = answer["presets"] else { throw Problem(text: answer.text) }
      #expect(presets.count == 5)
      for case .array(let regions)? in presets.map({ $0["regions"] }) {
        for case .array(let ranges)? in regions.map({ $0["allowed_addresses"] }) {
          #expect(ranges.allSatisfy { AddressRange($0.stringValue ?? "") != nil })
        }
      }
    }
  }

  private struct Problem: Error { let text: String }
}
