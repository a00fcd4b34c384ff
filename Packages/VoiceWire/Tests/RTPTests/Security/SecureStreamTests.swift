import RTP
import Testing
import WireTesting

/// Media and control between two ends that share keys (RFC 3711).
struct SecureStreamTests {
  /// A datagram with room for what protection adds.
  private struct Datagram {
    var bytes: [UInt8]
    var length: Int

    var content: [UInt8] { Array(bytes[..<length]) }
  }

  private func key(_ suite: SecureSuite, _ first: UInt8 = 0, identifier: [UInt8] = []) -> MasterKey {
    MasterKey((0..<suite.keyBytes).map { UInt8(truncatingIfNeeded: $0) &+ first }, identifier: identifier)
  }

  private func media(_ sequence: UInt16, source: UInt32 = 7, payload: Int = 160) -> Datagram {
    var bytes = [UInt8](repeating: 0x55, count: 12 + payload + 200)
    var span = bytes.mutableSpan
    RTPPacket(payloadType: 0, sequence: sequence, timestamp: UInt32(sequence) &* 160, source: source)
      .writeHeader(into: &span)
    return Datagram(bytes: bytes, length: 12 + payload)
  }

  private func control(source: UInt32 = 7) -> Datagram {
    var bytes = [UInt8](repeating: 0, count: 300)
    var span = bytes.mutableSpan
    var writer = ControlWriter()
    writer.add(receiver: source, ReportBlock(source: 9), into: &span)
    writer.add(name: Array("trunkline".utf8).span, of: source, into: &span)
    return Datagram(bytes: bytes, length: writer.count)
  }

  private func protected(_ datagram: Datagram, by stream: SecureStream) -> Datagram {
    var result = datagram
    var span = result.bytes.mutableSpan
    result.length = stream.protect(&span, length: datagram.length)
    return result
  }

  private func opened(_ datagram: Datagram, by stream: SecureStream) -> Datagram {
    var result = datagram
    var span = result.bytes.mutableSpan
    result.length = stream.unprotect(&span, length: datagram.length)
    return result
  }

  @Test(.rfc(3711, "3.3"), arguments: SecureSuite.allCases)
  func `what one end protects the other reads, and nobody between`(suite: SecureSuite) throws {
    let sender = try #require(SecureStream(.sending, suite: suite, keys: [key(suite)]))
    let receiver = try #require(SecureStream(.receiving, suite: suite, keys: [key(suite)]))
    for sequence in UInt16(1)...50 {
      let plain = media(sequence)
      let sent = protected(plain, by: sender)
      #expect(sent.length > plain.length)
      #expect(sent.content[..<12] == plain.content[..<12])
      #expect(sent.content[12..<plain.length] != plain.content[12...])
      #expect(opened(sent, by: receiver).content == plain.content)
    }
  }

  @Test(.rfc(3711, "3.4"), arguments: SecureSuite.allCases)
  func `control is protected and read, and heard once only`(suite: SecureSuite) throws {
    let sender = try #require(SecureStream(.sending, suite: suite, keys: [key(suite)]))
    let receiver = try #require(SecureStream(.receiving, suite: suite, keys: [key(suite)]))
    let plain = control()
    var sent = plain
    var span = sent.bytes.mutableSpan
    sent.length = sender.protectControl(&span, length: plain.length)
    #expect(sent.length > plain.length)
    var first = sent
    var firstSpan = first.bytes.mutableSpan
    first.length = receiver.unprotectControl(&firstSpan, length: sent.length)
    #expect(first.content == plain.content)
    var again = sent
    var againSpan = again.bytes.mutableSpan
    #expect(receiver.unprotectControl(&againSpan, length: sent.length) == 0)
  }

  @Test(.rfc(3711, "3.3.2"))
  func `a packet is heard once, in any order within the window of 128, and not behind it`() throws {
    let sender = try #require(SecureStream(.sending, suite: .aes128HMAC80, keys: [key(.aes128HMAC80)]))
    let receiver = try #require(SecureStream(.receiving, suite: .aes128HMAC80, keys: [key(.aes128HMAC80)]))
    let sent = (UInt16(1)...300).map { protected(media($0), by: sender) }
    #expect(opened(sent[10], by: receiver).length > 0)
    #expect(opened(sent[10], by: receiver).length == 0)
    #expect(opened(sent[5], by: receiver).length > 0)
    #expect(opened(sent[299], by: receiver).length > 0)
    #expect(opened(sent[200], by: receiver).length > 0)
    #expect(opened(sent[100], by: receiver).length == 0)
  }

  @Test(.rfc(3711, "3.3.1"), arguments: [SecureSuite.aes128HMAC80, .aes256GCM])
  func `the sequence number wraps and the stream goes on, with losses at the wrap`(suite: SecureSuite) throws {
    let sender = try #require(SecureStream(.sending, suite: suite, keys: [key(suite)]))
    let receiver = try #require(SecureStream(.receiving, suite: suite, keys: [key(suite)]))
    for step in 0..<200 {
      let plain = media(UInt16(truncatingIfNeeded: 65_436 + step))
      let sent = protected(plain, by: sender)
      guard step % 7 != 0 else { continue }
      #expect(opened(sent, by: receiver).content == plain.content)
    }
  }

  @Test(.rfc(3711, "9.5"), arguments: SecureSuite.allCases)
  func `another key, a changed bit and a cut packet are refused, and harm nothing`(suite: SecureSuite) throws {
    let sender = try #require(SecureStream(.sending, suite: suite, keys: [key(suite)]))
    let receiver = try #require(SecureStream(.receiving, suite: suite, keys: [key(suite)]))
    let stranger = try #require(SecureStream(.receiving, suite: suite, keys: [key(suite, 1)]))
    let plain = media(1)
    let sent = protected(plain, by: sender)
    #expect(opened(sent, by: stranger).length == 0)
    var changed = sent
    changed.bytes[20] ^= 1
    #expect(opened(changed, by: receiver).length == 0)
    for length in 0..<sent.length {
      #expect(opened(Datagram(bytes: sent.bytes, length: length), by: receiver).length == 0)
    }
    #expect(opened(plain, by: receiver).length == 0)
    #expect(opened(sent, by: receiver).content == plain.content)
  }

  @Test(.rfc(3711, "3.1"))
  func `lesson 87: packets with a key identifier are opened by the key they name`() throws {
    let suite = SecureSuite.aes128HMAC80
    let keys = [key(suite, 1, identifier: [0, 1]), key(suite, 2, identifier: [0, 2])]
    let receiver = try #require(SecureStream(.receiving, suite: suite, keys: keys))
    for (index, key) in keys.enumerated() {
      let sender = try #require(SecureStream(.sending, suite: suite, keys: [key]))
      let plain = media(UInt16(index + 1))
      let sent = protected(plain, by: sender)
      #expect(sent.length == plain.length + 10 + 2)
      #expect(opened(sent, by: receiver).content == plain.content)
    }
  }

  @Test func `lesson 97: another source in the same call is opened too`() throws {
    let sender = try #require(SecureStream(.sending, suite: .aes128GCM, keys: [key(.aes128GCM)]))
    let receiver = try #require(SecureStream(.receiving, suite: .aes128GCM, keys: [key(.aes128GCM)]))
    for source: UInt32 in [7, 8, 9] {
      let plain = media(60_000, source: source)
      #expect(opened(protected(plain, by: sender), by: receiver).content == plain.content)
    }
  }

  @Test(arguments: SecureSuite.allCases)
  func `lesson 87: a key of another length is refused`(suite: SecureSuite) {
    for bytes in [[], [1], [UInt8](repeating: 1, count: suite.keyBytes - 1)] {
      #expect(SecureStream(.sending, suite: suite, keys: [MasterKey(bytes)]) === nil)
    }
    #expect(SecureStream(.receiving, suite: suite, keys: []) === nil)
  }

  @Test func `no packet is protected where its tag has no room`() throws {
    let sender = try #require(SecureStream(.sending, suite: .aes256GCM, keys: [key(.aes256GCM)]))
    var plain = media(1)
    plain.bytes.removeSubrange((plain.length + 10)...)
    #expect(protected(plain, by: sender).length == 0)
  }

  @Test(arguments: 1...20)
  func `any bytes are refused without harm`(seed: UInt64) throws {
    var random = Randomness(seed: seed)
    for suite in SecureSuite.allCases {
      let receiver = try #require(SecureStream(.receiving, suite: suite, keys: [key(suite)]))
      for _ in 0..<50 {
        var bytes = (0..<random.next(in: 0...200)).map { _ in UInt8(random.next(in: 0...255)) }
        if bytes.count > 1 { bytes[0] = 0x80 | UInt8(random.next(in: 0...63)) }
        let count = bytes.count
        var other = bytes
        var span = bytes.mutableSpan
        #expect(receiver.unprotect(&span, length: count) == 0)
        var otherSpan = other.mutableSpan
        #expect(receiver.unprotectControl(&otherSpan, length: count) == 0)
      }
    }
  }

  @Test func `a master key is not printed`() {
    let key = MasterKey(Array(1...30))
    #expect("\(key)" == "(key of 30 bytes)")
    #expect(!String(reflecting: [key]).contains("[1"))
  }
}
