import SDP
import Testing
import WireTesting

struct SessionDescriptionTests {
  private let twoStreams = """
    v=0\r
    o=alice 2890844526 3 IN IP4 192.0.2.4\r
    s=Call\r
    i=a test\r
    c=IN IP4 192.0.2.4/127\r
    b=AS:64\r
    t=0 0\r
    a=tool:gateway\r
    z=x\r
    m=audio 49170 RTP/AVP 0 101\r
    a=rtpmap:101 telephone-event/8000\r
    y=unknown\r
    m=video 0 RTP/AVP 31\r
    c=IN IP4 192.0.2.5\r

    """

  @Test(.rfc(8866, "5"))
  func `a description is read into its fields`() throws {
    let read = try SessionDescription(parsing: twoStreams)
    #expect(read.origin == Origin(username: "alice", sessionID: 2_890_844_526, version: 3, address: "192.0.2.4"))
    #expect(read.connection == Connection(address: "192.0.2.4"))
    #expect(read.media.map(\.kind) == ["audio", "video"])
    #expect(read.media[0].port == 49170)
    #expect(read.media[0].formats == ["0", "101"])
    #expect(read.attribute("tool") == "gateway")
    #expect(read.address(of: read.media[0]) == "192.0.2.4")
    #expect(read.address(of: read.media[1]) == "192.0.2.5")
  }

  @Test func `unknown lines are kept, and what is printed reads as the same`() throws {
    let read = try SessionDescription(parsing: twoStreams)
    let again = try SessionDescription(parsing: read.text)
    #expect(again.text == read.text)
    #expect(read.text.contains("\r\ny=unknown\r\n"))
    #expect(read.text.contains("\r\nz=x\r\n"))
  }

  @Test(.lesson(85)) func `a connection line may be missing, at either level or without an address`() throws {
    let missing = try SessionDescription(parsing: "v=0\no=- 1 1 IN IP4 192.0.2.9\ns=-\nt=0 0\nm=audio 4000 RTP/AVP 0\n")
    #expect(missing.address(of: missing.media[0]) == "192.0.2.9")
    let empty = try SessionDescription(
      parsing: "v=0\no=- 1 1 IN IP4 192.0.2.9\nc=IN IP4\nm=audio 4000 RTP/AVP 0\nc=IN IP4 \n")
    #expect(empty.address(of: empty.media[0]) == "192.0.2.9")
    let media = try SessionDescription(
      parsing: "v=0\no=- 1 1 IN IP4 192.0.2.9\nm=audio 4000 RTP/AVP 0\nc=IN IP4 192.0.2.7\n")
    #expect(media.address(of: media.media[0]) == "192.0.2.7")
  }

  @Test func `numbers of the origin that do not fit do not stop the reader`() throws {
    let read = try SessionDescription(parsing: "o=- 99999999999999999999999999 x IN IP4 h\n")
    #expect(read.origin.version == 0)
    #expect(read.origin.address == "h")
  }

  @Test(.rfc(3264, "8.4"))
  func `the unspecified address means that the peer wants to hear nothing`() throws {
    let read = try SessionDescription(parsing: "o=- 1 1 IN IP4 h\nc=IN IP4 0.0.0.0\nm=audio 4000 RTP/AVP 0\n")
    #expect(read.direction(of: read.media[0]) == .sendOnly)
  }

  @Test func `what cannot be worked with is refused with the reason`() {
    #expect(throws: SDPError.noOrigin) { try SessionDescription(parsing: "v=0\r\n") }
    #expect(throws: SDPError.malformed(line: 2)) {
      try SessionDescription(parsing: "o=- 1 1 IN IP4 h\nm=audio port RTP/AVP 0\n")
    }
    #expect(throws: SDPError.tooLong(bytes: 20_000)) {
      try SessionDescription(parsing: [UInt8](repeating: 97, count: 20_000))
    }
    #expect(throws: SDPError.tooMany("lines")) {
      try SessionDescription(parsing: String(repeating: "a=x\n", count: 600))
    }
    #expect(throws: SDPError.tooMany("m= lines")) {
      try SessionDescription(parsing: String(repeating: "m=audio 1 RTP/AVP 0\n", count: 40))
    }
  }

  @Test func `no bytes stop the parser or the negotiation`() {
    var random = Randomness(seed: 7)
    let seed = Array(twoStreams.utf8)
    for _ in 0..<3000 {
      var bytes = seed
      for _ in 0..<random.next(in: 1...12) {
        let place = random.next(in: 0...bytes.count - 1)
        switch random.next(in: 0...3) {
        case 0: bytes[place] = UInt8(random.next(in: 0...255))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: bytes[place..<min(place + 9, bytes.count)], at: place)
        default: bytes.removeSubrange(place..<min(place + 20, bytes.count - 1))
        }
      }
      guard let read = try? SessionDescription(parsing: bytes) else { continue }
      #expect(read.text.hasPrefix("v=0\r\n"))
      let local = LocalMedia(sessionID: 1, address: "192.0.2.1", port: 4000)
      _ = try? OfferAnswer.answer(to: read, with: MediaCapabilities(), from: local, using: &random)
      let ours = OfferAnswer.offer(with: MediaCapabilities(), from: local, using: &random)
      _ = try? OfferAnswer.accept(read, to: ours)
    }
  }
}
