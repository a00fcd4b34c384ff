import SDP
import Testing
import WireTesting

/// The session descriptions of RFC 5118.
struct IPv6TortureTests {
  private static let overIPv6 = """
    v=0
    o=assistant 971731711378798081 0 IN IP6 2001:db8::20
    s=Live video feed for today's meeting
    c=IN IP6 2001:db8::20
    t=3338481189 3370017201
    m=audio 6000 RTP/AVP 2
    a=rtpmap:2 G726-32/8000
    m=video 6024 RTP/AVP 107
    a=rtpmap:107 H263-1998/90000
    """

  @Test(.rfc(5118, "4.6")) func `an IPv6 address in a description has no brackets`() throws {
    let read = try SessionDescription(parsing: Self.overIPv6)
    #expect(read.origin.address == "2001:db8::20")
    #expect(read.media.map { read.address(of: $0) } == ["2001:db8::20", "2001:db8::20"])
    #expect(read.text.contains("c=IN IP6 2001:db8::20\r\n"))
  }

  @Test(.rfc(5118, "4.8")) func `each stream may have an address of another family, and a name may stand in o=`() throws
  {
    let read = try SessionDescription(
      parsing: """
        v=0
        o=bob 280744730 28977631 IN IP4 host.example.com
        s=
        t=0 0
        m=audio 22334 RTP/AVP 0
        c=IN IP4 192.0.2.1
        m=video 6024 RTP/AVP 107
        c=IN IP6 2001:db8::1
        a=rtpmap:107 H263-1998/90000
        """)
    #expect(read.media.map { read.address(of: $0) } == ["192.0.2.1", "2001:db8::1"])
    let local = LocalMedia(sessionID: 1, address: "198.51.100.1", port: 16_384)
    var random = SystemRandomNumberGenerator()
    let (answer, agreed) = try OfferAnswer.answer(to: read, with: MediaCapabilities(), from: local, using: &random)
    #expect(answer.media.map(\.port) == [16_384, 0])
    #expect(agreed.remote.host == "192.0.2.1")
  }

  @Test(.rfc(5118, "4.9")) func `an IPv4 address inside an IPv6 one is kept whole`() throws {
    let mapped = Self.overIPv6.replacing("2001:db8::20", with: "::ffff:192.0.2.2")
    let read = try SessionDescription(parsing: mapped)
    #expect(read.connection == Connection(address: "::ffff:192.0.2.2"))
    #expect(try SessionDescription(parsing: read.text) == read)
  }
}
