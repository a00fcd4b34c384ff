import SIP
import Testing
import WireTesting

/// The name that a callee's telephone shows of us.
struct CallerNameTests {
  var stage = Stage()

  private static let number = SIPURI(user: "+49170", host: "198.51.100.1")

  @Test(.lesson(103), arguments: [nil, "Rose & Co", "+49170"])
  mutating func `the display name that a callee sees is the one that was chosen, or none, through a challenge too`(
    name: String?
  ) throws {
    let invite = try stage.place {
      $0.from = NameAddress(displayName: name, uri: Self.number)
      $0.identity = DigestIdentity(username: "us", password: "secret")
    }
    let again = try #require(
      stage.respond(401, to: invite, headers: ["WWW-Authenticate: Digest realm=\"r\", nonce=\"n\""]).requests.last)
    #expect(again.method == .invite)
    for request in [invite, again] {
      let from = try #require(request.headers["From"])
      #expect(from.hasPrefix("\"") == (name != nil))
      #expect(NameAddress(from)?.displayName == name)
      #expect(NameAddress(from)?.uri == Self.number)
    }
  }

  @Test(.lesson(103), .rfc(3325, "9.1"))
  mutating func `To and the identity that is asserted are what was chosen, beside another From`() throws {
    let invite = try stage.place {
      $0.to = NameAddress(displayName: "Reception", uri: SIPURI(user: "+4930", host: "pbx.example"))
      $0.headers = ["P-Asserted-Identity": "\"Rose\" <sip:+49170@198.51.100.1>"]
    }
    #expect(NameAddress(invite.headers["To"] ?? "")?.displayName == "Reception")
    #expect(invite.headers.all("P-Asserted-Identity").map(\.value) == ["\"Rose\" <sip:+49170@198.51.100.1>"])
    #expect(NameAddress(invite.headers["From"] ?? "")?.displayName == "Agent")
  }
}
