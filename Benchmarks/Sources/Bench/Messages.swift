/// Messages as carriers send them.
enum Messages {
  static let offer = lines([
    "v=0", "o=carrier 1792834712 1792834712 IN IP4 203.0.113.20", "s=call", "c=IN IP4 203.0.113.20", "t=0 0",
    "m=audio 19034 RTP/AVP 0 8 9 18 101", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000", "a=rtpmap:9 G722/8000",
    "a=rtpmap:18 G729/8000", "a=fmtp:18 annexb=no", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16",
    "a=ptime:20", "a=maxptime:150", "a=sendrecv",
  ])

  /// An INVITE that came through two proxies.
  static let invite = request(
    "INVITE", number: 1, callID: "7f3a9c1e-4b6d-11ee-9c2a-0242ac130003@203.0.113.10", branch: "z9hG4bK7f3a9c1e",
    toTag: nil, body: offer)

  /// The 200 to it.
  static let answer =
    lines(
      ["SIP/2.0 200 OK"] + hops("z9hG4bK7f3a9c1e") + [
        "From: \"ALICE EXAMPLE\" <sip:+14155550123@203.0.113.10;user=phone>;tag=gK0c4d21fa",
        "To: <sip:+14155550100@198.51.100.1>;tag=1x9q2v7k3m5",
        "Call-ID: 7f3a9c1e-4b6d-11ee-9c2a-0242ac130003@203.0.113.10", "CSeq: 1 INVITE",
        "Contact: <sip:198.51.100.1:5060>", "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE",
        "Content-Type: application/sdp", "Server: Trunkline", "Content-Length: \(offer.count)", "",
      ]) + offer

  /// A request of the caller's; with `toTag` inside the dialog.
  static func request(
    _ method: String, number: Int, callID: String, branch: String, toTag: String?, body: [UInt8] = []
  ) -> [UInt8] {
    let tag = toTag.map { ";tag=\($0)" } ?? ""
    var all =
      ["\(method) sip:+14155550100@198.51.100.1:5060 SIP/2.0"] + hops(branch) + [
        "Max-Forwards: 67", "From: \"ALICE EXAMPLE\" <sip:+14155550123@203.0.113.10;user=phone>;tag=gK0c4d21fa",
        "To: <sip:+14155550100@198.51.100.1>\(tag)", "Call-ID: \(callID)", "CSeq: \(number) \(method)",
        "Contact: <sip:+14155550123@203.0.113.20:5060;transport=udp>", "User-Agent: Carrier SBC 9.2",
      ]
    if !body.isEmpty {
      all += [
        "Allow: INVITE,ACK,CANCEL,BYE,REFER,OPTIONS,NOTIFY,INFO,UPDATE,PRACK", "Supported: timer,100rel,replaces",
        "Session-Expires: 1800;refresher=uac", "Min-SE: 90",
        "P-Asserted-Identity: \"ALICE EXAMPLE\" <sip:+14155550123@203.0.113.10>", "Privacy: none",
        "Content-Type: application/sdp", "Content-Disposition: session;handling=required",
      ]
    }
    return lines(all + ["Content-Length: \(body.count)", ""]) + body
  }

  private static func hops(_ branch: String) -> [String] {
    [
      "Record-Route: <sip:203.0.113.2;lr;ftag=gK0c4d21fa>", "Record-Route: <sip:203.0.113.10:5060;lr>",
      "Via: SIP/2.0/UDP 203.0.113.2:5060;branch=\(branch).1;rport",
      "Via: SIP/2.0/UDP 203.0.113.10:5060;branch=\(branch).0;received=203.0.113.10",
    ]
  }

  private static func lines(_ lines: [String]) -> [UInt8] {
    lines.flatMap { Array($0.utf8) + [0x0D, 0x0A] }
  }
}
