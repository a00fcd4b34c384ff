import SIP
import Testing
import WireTesting

struct DialogTests {
  let caller = ScriptedCaller()

  private func called(_ headers: [String] = [], contact: String? = nil) throws -> Dialog {
    var caller = caller
    if let contact { caller.contact = contact }
    guard case .request(let request) = try caller.invite(headers: headers) else { throw NotOfThisKind() }
    return try Dialog(called: request, RequestEssentials(request), localTag: "ours")
  }

  @Test(.rfc(3261, "12.1.1"), .lesson(1)) func `the one called routes by Record-Route as it stands`() throws {
    var dialog = try called([
      "Record-Route: <sip:p2;lr>, <sip:p1;lr>", "Record-Route: <sip:p0;lr>", "Route: <sip:us;lr>",
    ])
    let bye = dialog.request(.bye)
    #expect(bye.headers.all(.route).map(\.value) == ["<sip:p2;lr>", "<sip:p1;lr>", "<sip:p0;lr>"])
    #expect(bye.headers.count(of: .recordRoute) == 0)
    #expect(bye.uri.description == "sip:alice@192.0.2.10:5060")
    #expect(dialog.nextHop.host == "p2")
  }

  @Test(.rfc(3261, "12.1.2"), .lesson(2), .lesson(5))
  func `the one calling routes by Record-Route in reverse, and drops his preset Route`()
    throws
  {
    guard case .request(let invite) = try caller.invite(headers: ["Route: <sip:preset;lr>"]) else {
      throw NotOfThisKind()
    }
    var ok = SIPResponse(answering: invite, 200, toTag: "theirs")
    ok.headers.append(.recordRoute, "<sip:far;lr>")
    ok.headers.append(.recordRoute, "<sip:near;lr>")
    ok.headers.append(.contact, "<sip:bob@203.0.113.5:5070>")
    var dialog = try Dialog(caller: invite, response: ok)
    let bye = dialog.request(.bye)
    #expect(bye.headers.all(.route).map(\.value) == ["<sip:near;lr>", "<sip:far;lr>"])
    #expect(bye.uri.description == "sip:bob@203.0.113.5:5070")
    #expect(bye.headers[.cSeq] == "2 BYE")
    #expect(!dialog.isEarly)
  }

  @Test(.rfc(3261, "12.2.1.1")) func `a strict router gets its own URI as the target`() throws {
    var dialog = try called(["Record-Route: <sip:strict.example.com;x=1>, <sip:p1;lr>"])
    let bye = dialog.request(.bye)
    #expect(bye.uri.description == "sip:strict.example.com;x=1")
    #expect(bye.headers.all(.route).map(\.value) == ["<sip:p1;lr>", "<sip:alice@192.0.2.10:5060>"])
  }

  @Test(.rfc(3261, "12.2.1.1"), .lesson(22)) func `our numbers rise by one and have nothing to do with the peer's`()
    throws
  {
    var dialog = try called()
    #expect(dialog.admit(CSeq(number: 900, method: .info)) == true)
    #expect(dialog.request(.info).headers[.cSeq] == "1 INFO")
    #expect(dialog.request(.bye).headers[.cSeq] == "2 BYE")
  }

  @Test(.rfc(3261, "12.2.2")) func `a lower number of the peer is out of order`() throws {
    var dialog = try called()
    #expect(dialog.admit(CSeq(number: 7, method: .info)) == true)
    #expect(dialog.admit(CSeq(number: 6, method: .bye)) == false)
    #expect(dialog.remoteNumber == 7)
  }

  @Test(.rfc(3261, "12.2.2")) func `a new Contact moves the target, a broken one does not`() throws {
    var dialog = try called()
    dialog.refreshTarget(from: [.contact: "<sip:alice@192.0.2.99:5090>"])
    #expect(dialog.remoteTarget.hostPort == HostPort(host: "192.0.2.99", port: 5090))
    dialog.refreshTarget(from: [.contact: "<<"])
    dialog.refreshTarget(from: [:])
    #expect(dialog.remoteTarget.host == "192.0.2.99")
  }

  @Test func `our tag stands on our side, the caller's on his`() throws {
    var dialog = try called()
    let bye = dialog.request(.bye)
    #expect(bye.headers[.from]?.hasSuffix(";tag=ours") == true)
    #expect(bye.headers[.to]?.hasSuffix(";tag=caller") == true)
    #expect(dialog.id == DialogID(callID: caller.callID, localTag: "ours", remoteTag: "caller"))
  }

  @Test func `a Contact or Record-Route that cannot be read makes no dialog`() {
    #expect(throws: SIPRejection(400, "Malformed Contact")) { try called(contact: "<sip:a@b") }
    #expect(throws: SIPRejection(400, "Malformed Record-Route")) { try called(["Record-Route: <>"]) }
  }
}
