import Store
import Hummingbird
import Identifiers
import Testing

struct AgentTests {
  @Test func `an agent is created with the contract's defaults and read back the same`() async throws {
    try await TestServer.run { server in
      let created = try await server.send(.post, "/v1/agents", #"{"name":"Desk"}"#)
      #expect(created.status == .created)
      #expect(created.id.hasPrefix("agent_"))
      #expect(created["language"] == "en")
      #expect(created["created_at"] == "2027-01-15T08:00:00.007Z")
      #expect(created["llm"]?["api_key_set"] == false)
      #expect(created["voice_id"] == JSONValue.null)
      #expect(created["turn_handling"]?["inactivity_timeout_seconds"] == 30)
      let read = try await server.send(.get, "/v1/agents/\(created.id.lowercased())")
      #expect(read.json == created.json)
      let head = try await server.send(.head, "/v1/agents/\(created.id)")
      #expect(head.status == .ok)
    }
  }

  @Test func `targets of transfers are taken, shown again, and refused by name when they cannot be called`()
    async throws
  {
    try await TestServer.run { server in
      let created = try await server.send(
        .post, "/v1/agents",
        """
        {"name":"Desk","tools":[{"type":"system","name":"transfer_to_number","config":{"transfers":[
          {"phone_number":"+14155550100","condition":"they ask for sales"},{"sip_uri":"sip:door@pbx.example.com"}]}}]}
        """)
      #expect(created.status == .created)
      let read = try await server.send(.get, "/v1/agents/\(created.id)")
      #expect(
        read["tools"] == [
          [
            "type": "system", "name": "transfer_to_number",
            "config": [
              "transfers": [
                ["phone_number": "+14155550100", "condition": "they ask for sales", "mode": "blind"],
                ["sip_uri": "sip:door@pbx.example.com", "condition": "", "mode": "blind"],
              ]
            ],
          ]
        ])
      for (config, field) in [
        ("{}", "tools[0].config.transfers"), (#"{"transfers":[{"phone_number":"415"}]}"#, "phone_number"),
        (#"{"transfers":[{"sip_uri":"door"}]}"#, "sip_uri"),
        (#"{"transfers":[{"sip_uri":"sip:a@b.example","mode":"warm"}]}"#, "mode"),
      ] {
        let refused = try await server.send(
          .post, "/v1/agents",
          #"{"name":"Desk","tools":[{"type":"system","name":"transfer_to_number","config":\#(config)}]}"#)
        #expect(refused.status == .badRequest)
        #expect("\(refused.json)".contains(field))
      }
    }
  }

  @Test func `a patch changes what it names, clears what it nulls and leaves the rest`() async throws {
    try await TestServer.run { server in
      let id = try await server.send(
        .post, "/v1/agents",
        """
        {"name":"Desk","prompt":"Be kind.","voice_id":"amy","metadata":{"a":{"x":1,"y":2},"b":1},
         "llm":{"provider":"openai","model":"m","api_key":"planted-key","base_url":"https://example.com/v1"},
         "tools":[{"type":"system","name":"end_call","config":{}}]}
        """
      ).id
      let changed = try await server.send(
        .patch, "/v1/agents/\(id)",
        #"{"prompt":null,"first_message":"Hi {{who}}","llm":{"model":null},"metadata":{"a":{"x":null},"c":3}}"#)
      #expect(changed.status == .ok)
      #expect(changed["prompt"] == "")
      #expect(changed["first_message"] == "Hi {{who}}")
      #expect(changed["voice_id"] == "amy")
      #expect(changed["tts"]?["voice_id"] == "amy")
      #expect(changed["llm"]?["model"] == JSONValue.null)
      #expect(changed["llm"]?["provider"] == "openai")
      #expect(changed["llm"]?["api_key_set"] == true)
      #expect(changed["metadata"] == ["a": ["y": 2], "b": 1, "c": 3])
      let voice = try await server.send(.patch, "/v1/agents/\(id)", #"{"voice_id":"bob"}"#)
      #expect(voice["tts"]?["voice_id"] == "bob")
      let noKey = try await server.send(.patch, "/v1/agents/\(id)", #"{"llm":null,"voice_id":null}"#)
      #expect(noKey["llm"]?["api_key_set"] == false)
      #expect(noKey["voice_id"] == JSONValue.null)
      let noName = try await server.send(.patch, "/v1/agents/\(id)", #"{"name":null,"nope":null,"id":null}"#)
      #expect(noName.fields == ["id", "name", "nope"])
    }
  }

  @Test func `agents are listed from the newest in pages, and deleted`() async throws {
    try await TestServer.run { server in
      var ids: [String] = []
      for name in 1...5 { ids.insert(try await server.send(.post, "/v1/agents", #"{"name":"\#(name)"}"#).id, at: 0) }
      var seen: [String] = []
      var path = "/v1/agents?limit=2"
      for _ in 1...3 {
        let page = try await server.send(.get, path)
        guard case .array(let agents) = page["agents"] else { break }
        seen += agents.compactMap { $0["id"]?.stringValue }
        guard let cursor = page["next_cursor"]?.stringValue else {
          #expect(page["has_more"] == false)
          break
        }
        #expect(page["has_more"] == true)
        path = "/v1/agents?limit=2&cursor=\(cursor)"
      }
      #expect(seen == ids)
      #expect(try await server.send(.delete, "/v1/agents/\(ids[0])").status == .noContent)
      #expect(try await server.send(.delete, "/v1/agents/\(ids[0])").code == "agent_not_found")
    }
  }

  @Test func `variables are set as a whole and shown with the system's`() async throws {
    try await TestServer.run { server in
      let id = try await server.send(.post, "/v1/agents", #"{"name":"Desk"}"#).id
      let set = try await server.send(
        .put, "/v1/agents/\(id)/variables",
        """
        {"variables":[{"key":"name","type":"string","default":"\\"Alice\\"","required":true,"description":"Who"},
          {"key":"plain","type":"string","default":"Bob"},{"key":"owed","type":"number","default":"142.50"},
          {"key":"vip","type":"boolean","default":false},{"key":"order","type":"json","default":{"a":[1]}}]}
        """)
      #expect(set.status == .ok)
      guard case .array(let variables) = set["variables"], case .array(let system) = set["system_variables"] else {
        Issue.record("not the answer's shape: \(set.text)")
        return
      }
      #expect(variables.map { $0["default"] } == ["Alice", "Bob", 142.5, false, ["a": [1]]])
      #expect(system.contains { $0["key"] == "system__caller_id" })
      let sentBack = try await server.send(.put, "/v1/agents/\(id)/variables", set.text)
      #expect(sentBack.json == set.json)
      #expect(try await server.send(.get, "/v1/agents/\(id)/variables").json == set.json)
    }
  }

  @Test func `bad variables are all named`() async throws {
    try await TestServer.run { server in
      let id = try await server.send(.post, "/v1/agents", #"{"name":"Desk"}"#).id
      let bad = try await server.send(
        .put, "/v1/agents/\(id)/variables",
        """
        {"variables":[{"key":"system__x","type":"string"},{"key":"a b","type":"text"},{"key":"n","type":"number",
          "default":"many"},{"key":"n","type":"number","size":1},{"type":"json"},7]}
        """)
      #expect(
        bad.fields == [
          "variables[0].key", "variables[1].key", "variables[1].type", "variables[2].default", "variables[3].key",
          "variables[3].size", "variables[4].key", "variables[5]",
        ])
      let many = (1...21).map { #"{"key":"k\#($0)","type":"string"}"# }.joined(separator: ",")
      let tooMany = try await server.send(.put, "/v1/agents/\(id)/variables", "{\"variables\":[\(many)]}")
      #expect(tooMany.fields == ["variables"])
      #expect(try await server.send(.put, "/v1/agents/\(id)/variables", "{}").fields == ["variables"])
    }
  }
}
