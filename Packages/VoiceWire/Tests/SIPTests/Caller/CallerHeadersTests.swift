import SIP
import Testing
import WireTesting

/// What an INVITE tells of the caller and of the call's way here.
struct CallerHeadersTests {
  var stage = Stage()

  private mutating func invitation(_ headers: [String]) throws -> Invitation {
    try #require(stage.receive(try stage.caller.invite(headers: headers)).invitation)
  }

  @Test(.rfc(5806)) mutating func `diversions are read with reason and count, the latest first`() throws {
    let invitation = try invitation([
      "Diversion: \"Desk\" <sip:+4930@h>;reason=No-Answer;counter=2, <tel:+4940>", "Diversion: <nonsense",
    ])
    #expect(invitation.diversions.map(\.address.uri.user) == ["+4930", "+4940"])
    #expect(invitation.diversions.map(\.reason) == ["no-answer", nil])
    #expect(invitation.diversions.map(\.count) == [2, 1])
  }

  @Test(.rfc(7044, "5")) mutating func `history is read with its index and cause`() throws {
    let history = try invitation([
      "History-Info: <sip:a@h?Reason=SIP%3Bcause%3D302>;index=1, <sip:b@h;cause=486>;index=1.1;rc=1",
      "History-Info: <sip:c@h?Privacy=history>",
    ]).history
    #expect(history.map(\.index) == ["1", "1.1", nil])
    #expect(history.map(\.cause) == [302, 486, nil])
    #expect(history.map(\.isPrivate) == [false, false, true])
    #expect(history.map { "\($0.address.uri)" } == ["sip:a@h", "sip:b@h;cause=486", "sip:c@h"])
  }

  @Test mutating func `Remote-Party-ID says who, for whom, and whether the network vouches`() throws {
    let parties = try invitation([
      "Remote-Party-ID: \"Bob\" <sip:+49@h>;party=Calling;privacy=Full;screen=YES, <sip:x@h>"
    ]).remoteParties
    #expect(parties.map(\.party) == ["calling", "calling"])
    #expect(parties.map(\.privacy) == ["full", "off"])
    #expect(parties.map(\.isScreened) == [true, false])
    #expect(parties.first?.address.displayName == "Bob")
  }

  @Test(
    .rfc(7433, "4"),
    arguments: [
      ("48656c6c6f;encoding=hex;purpose=isdn-uui;content=isdn-uui", "Hello"), ("0448656c6C6F;encoding=HEX", "Hello"),
      ("customer-7;purpose=crm", "customer-7"), ("\"a;b\";encoding=ascii", "a;b"), ("48;encoding=plain", "48"),
    ])
  mutating func `User-to-User is decoded where it says hex`(text: String, expected: String) throws {
    #expect(try invitation(["User-to-User: \(text)"]).userToUser.map(\.text) == [expected])
  }

  @Test(.rfc(7433, "4"), arguments: ["", ";encoding=hex", "4x;encoding=hex", "486;encoding=hex", "\"open"])
  mutating func `what is no User-to-User is left out`(text: String) throws {
    #expect(UserToUser(text) == nil)
    #expect(try invitation(["User-to-User: \(text)"]).userToUser.isEmpty)
  }

  @Test mutating func `bytes that are no text stay bytes`() throws {
    let value = try #require(UserToUser("ff00;encoding=hex"))
    #expect(value.bytes == [0xFF, 0x00])
    #expect(value.text == nil)
  }

  @Test(
    .rfc(8224),
    arguments: [
      (
        "P-Asserted-Identity: <sip:+1415;verstat=TN-Validation-Passed-A@h;user=phone>",
        CallerVerification.Verdict.passed,
        CallerVerification.Attestation?.some(.full)
      ),
      ("P-Asserted-Identity: <tel:+1415;verstat=TN-Validation-Failed>", .failed, nil),
      ("P-Asserted-Identity: <sip:+1415@h>;verstat=No-TN-Validation", .unchecked, nil),
      ("P-Asserted-Identity: <sip:+1415@h;verstat=tn-validation-passed-c>", .passed, .gateway),
      ("X-Twilio-VerStat: TN-Validation-Passed-B", .passed, .partial),
    ])
  mutating func `the verdict on the caller's number is read wherever it stands`(
    line: String, verdict: CallerVerification.Verdict, attestation: CallerVerification.Attestation?
  ) throws {
    let verification = try invitation([line, "Identity: eyJ.x.y;info=<https://c>"]).verification
    #expect(verification?.verdict == verdict)
    #expect(verification?.attestation == attestation)
  }

  @Test mutating func `without a verdict there is none`() throws {
    let invitation = try invitation(["P-Asserted-Identity: <sip:+1;verstat=maybe@h>", "Identity: abc"])
    #expect(invitation.verification == nil)
    #expect(invitation.identities == ["abc"])
  }

  @Test(
    .rfc(3326), .lesson(76),
    arguments: [
      ("Q.850;cause=16;text=\"Normal, clearing\"", "Q.850", 16, "Normal, clearing"),
      ("q.850 ; Cause=31", "Q.850", 31, nil), ("SIP;cause=200;text=elsewhere", "SIP", 200, "elsewhere"),
      ("X.int;reasoncode=0x00000000;add-info=05CC", "X.INT", nil, nil), ("RELEASE_CAUSE", "RELEASE_CAUSE", nil, nil),
      ("SIP;text=\"no cause\"", "SIP", nil, "no cause"), ("Q.850;cause=", "Q.850", nil, nil),
      ("Q.850;cause=99999999999", "Q.850", nil, nil), ("Q.850;=;;\"", "Q.850", nil, nil),
    ] as [(String, String, Int?, String?)])
  func `a reason is read however it is written`(value: String, origin: String, cause: Int?, text: String?) throws {
    let reason = try #require(CallReason(value))
    #expect(reason.origin == origin)
    #expect(reason.cause == cause)
    #expect(reason.text == text)
    #expect(CallReason("") == nil)
  }

  @Test mutating func `headers of the caller's own and the session timer are passed on`() throws {
    let invitation = try invitation([
      "X-Customer: 7", "x-batch: a", "Session-Expires: 1800;refresher=uac", "Reason: SIP;cause=302, Q.850;cause=17",
    ])
    #expect(invitation.extensionHeaders["X-Customer"] == "7")
    #expect(invitation.extensionHeaders.fields.map(\.value) == ["7", "a"])
    #expect(invitation.sessionExpires == SessionExpires(seconds: 1800, refresher: .uac))
    #expect(invitation.reasons.map(\.cause) == [302, 17])
  }
}
