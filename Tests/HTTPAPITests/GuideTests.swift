import Exchange
import Store
import Identifiers
import Hummingbird
import Testing

/// The byoc path of the "Phone numbers" guide, with a real agent's and trunk's id where it elides them.
struct GuideTests {
  @Test func `the guide's byoc requests work as they are written`() async throws {
    try await TestServer.run { server in
      let agent = try await server.send(.post, "/v1/agents", #"{"name":"Support"}"#).id
      let trunk = try await server.send(
        .post, "/v1/sip-trunks",
        """
        {
          "name": "Telnyx BYOC",
          "kind": "byoc",
          "direction": "both",
          "sip_address": "sip.telnyx.com",
          "auth_username": "your_telnyx_sip_user",
          "auth_password": "your_telnyx_sip_password",
          "allowed_addresses": ["216.32.234.0/24"],
          "transport": "udp",
          "media_encryption": "allow"
        }
        """)
      #expect(trunk.status == .created)
      let number = try await server.send(
        .post, "/v1/phone-numbers",
        """
        {
          "e164": "+12025551234",
          "source": "byoc",
          "trunk_id": "\(trunk.id)",
          "agent_id": "\(agent)"
        }
        """)
      #expect(number.status == .created)
      let bound = try await server.send(
        .patch, "/v1/phone-numbers/\(number.id)", #"{ "agent_id": "\#(agent)" }"#)
      #expect(bound["agent_id"]?.stringValue == agent)
      let manual = try await server.send(
        .post, "/v1/sip-trunks",
        """
        {
          "name": "Twilio production",
          "kind": "twilio",
          "direction": "both",
          "sip_address": "myaccount.pstn.twilio.com",
          "auth_username": "your_sip_username",
          "auth_password": "your_sip_password",
          "transport": "auto",
          "media_encryption": "allow"
        }
        """)
      #expect(manual.status == .created)
    }
  }

  @Test func `the guide's outbound requests work as they are written`() async throws {
    try await TestServer.run { server in
      let agent = try await server.send(.post, "/v1/agents", #"{"name":"Support"}"#).id
      let placed = try await server.send(
        .post, "/v1/outbound-calls",
        """
        {
          "agent_id": "\(agent)",
          "to": "+41791234567",
          "caller_id_number": "+12025551234"
        }
        """)
      #expect(placed.status == .created)
      #expect(placed["conversation_id"]?.stringValue?.hasPrefix("conv_") == true)
      let personal = try await server.send(
        .post, "/v1/outbound-calls",
        #"""
        {
          "agent_id": "\#(agent)",
          "to": "+41791234567",
          "dynamic_variables": {
            "customer_name": "\"Alice\"",
            "order_id": "\"ORD-8821\"",
            "outstanding_balance": "142.50"
          }
        }
        """#)
      #expect(personal.status == .created)
      #expect(server.calls.orders.last?.variables["customer_name"] == #""Alice""#)
    }
  }
}
