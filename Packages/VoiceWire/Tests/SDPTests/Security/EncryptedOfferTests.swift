import SDP
import Testing
import WireTesting

/// Keys in offers and answers (RFC 4568).
struct EncryptedOfferTests {
  private let local = LocalMedia(sessionID: 77, address: "192.0.2.1", port: 16384)
  /// 30 bytes, and 28.
  private static let key = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
  private static let galoisKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw=="
  private let classic = "1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key)"

  private func offer(_ transport: String, crypto: String...) throws -> SessionDescription {
    let lines =
      ["v=0", "o=peer 5 1 IN IP4 198.51.100.7", "s=-", "c=IN IP4 198.51.100.7", "m=audio 4000 \(transport) 0"]
      + crypto.map { "a=crypto:\($0)" }
    return try SessionDescription(parsing: lines.joined(separator: "\r\n") + "\r\n")
  }

  private func answer(
    _ offer: SessionDescription, _ policy: EncryptionPolicy = .allow, after previous: SessionDescription? = nil,
    agreed: AgreedMedia? = nil, seed: UInt64 = 1
  ) throws -> (description: SessionDescription, media: AgreedMedia) {
    var random = Randomness(seed: seed)
    return try OfferAnswer.answer(
      to: offer, with: MediaCapabilities(encryption: policy), from: local, after: previous, agreed: agreed,
      using: &random)
  }

  @Test(.rfc(4568, "5.1.2"), arguments: ["1", "2", "42", "007", "999999999"])
  func `lesson 87: the answer repeats the tag and has a key of its own`(tag: String) throws {
    let (description, media) = try answer(
      offer("RTP/SAVP", crypto: "\(tag) AES_CM_128_HMAC_SHA1_80 inline:\(Self.key)"))
    let security = try #require(media.security)
    #expect(security.suite == .aes128HMAC80)
    #expect(security.receiveKeys.map(\.bytes.count) == [30])
    #expect(security.sendKey.bytes.count == 30)
    #expect(security.sendKey != security.receiveKeys[0])
    #expect(description.media[0].transport == "RTP/SAVP")
    let line = try #require(description.media[0].attribute("crypto"))
    #expect(line.hasPrefix("\(tag) AES_CM_128_HMAC_SHA1_80 inline:"))
    #expect(!line.contains(Self.key))
  }

  @Test(.rfc(4568, "5.1.2"))
  func `the first suite of the offer that we know is taken`() throws {
    let media = try answer(
      offer(
        "RTP/SAVP", crypto: "1 F8_128_HMAC_SHA1_80 inline:\(Self.key)",
        "2 AEAD_AES_128_GCM inline:\(Self.galoisKey)", "3 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key)")
    ).media
    #expect(media.security?.suite == .aes128GCM)
  }

  @Test(
    .rfc(4568, "6.1"),
    arguments: [
      "|2^31", "|1048576", "|2^20|1:4", "|1:4", ";inline:\(Self.key)|2^31|2:4", "|2^31 WSH=64", " KDR=0", " -FUTURE=1",
    ])
  func `lesson 87: lifetime, key identifier and hints are read`(rest: String) throws {
    let security = try answer(offer("RTP/SAVP", crypto: classic + rest)).media.security
    #expect(security?.receiveKeys.first?.bytes.count == 30)
    if rest == "|2^20|1:4" { #expect(security?.receiveKeys.first?.identifier == [0, 0, 0, 1]) }
    if rest.hasPrefix(";") { #expect(security?.receiveKeys.map(\.identifier) == [[], [0, 0, 0, 2]]) }
  }

  @Test(.rfc(7714, "14.2"))
  func `lesson 87: keys are read with and without padding`() throws {
    for text in [Self.galoisKey, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw"] {
      let media = try answer(offer("RTP/SAVP", crypto: "1 AEAD_AES_128_GCM inline:\(text)")).media
      #expect(media.security?.receiveKeys.first?.bytes == Array(0...27))
    }
  }

  @Test(
    .rfc(4568, "6.3.7"),
    arguments: [
      "", "1", "1 AES_CM_128_HMAC_SHA1_80", "1 AES_CM_128_HMAC_SHA1_80 inline:",
      "1 AES_CM_128_HMAC_SHA1_80 inline:AAAA",
      "1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key)AAAA", "1 AES_CM_128_HMAC_SHA1_80 inline:WVN*",
      "1 AES_CM_128_HMAC_SHA1_80 \(Self.key)", "x AES_CM_128_HMAC_SHA1_80 inline:\(Self.key)",
      "1 NULL_HMAC_SHA1_80 inline:\(Self.key)", "1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key) UNENCRYPTED_SRTP",
      "1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key) UNAUTHENTICATED_SRTP",
      "1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key) UNENCRYPTED_SRTCP",
      "1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key) KDR=6", "1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key) FUTURE",
      "1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key)|1:999", "1 AES_CM_128_HMAC_SHA1_80 inline:\(Self.key)|x:y",
    ])
  func `lesson 87: a line that cannot be obeyed is passed over, and alone it is refused`(line: String) throws {
    #expect(throws: NegotiationError.noUsableKey) { try answer(offer("RTP/SAVP", crypto: line)) }
    #expect(try answer(offer("RTP/SAVP", crypto: line, "9" + classic.dropFirst())).media.security != nil)
    #expect(try answer(offer("RTP/AVP", crypto: line)).media.security == nil)
  }

  @Test func `keys beside RTP/AVP are taken where encryption is allowed`() throws {
    let (description, media) = try answer(offer("RTP/AVP", crypto: classic))
    #expect(media.security != nil)
    #expect(description.media[0].transport == "RTP/AVP")
    #expect(description.media[0].attribute("crypto") != nil)
    let refused = try answer(offer("RTP/AVP", crypto: classic), .disable)
    #expect(refused.media.security == nil)
    #expect(refused.description.media[0].attribute("crypto") == nil)
  }

  @Test func `a policy that cannot be met is refused with a sentence`() throws {
    #expect(throws: NegotiationError.encryptionDisabled) { try answer(offer("RTP/SAVP", crypto: classic), .disable) }
    #expect(throws: NegotiationError.encryptionRequired) { try answer(offer("RTP/AVP"), .require) }
    #expect(try answer(offer("RTP/SAVP", crypto: classic), .require).media.security != nil)
    #expect(try answer(offer("RTP/AVP", crypto: classic), .require).media.security != nil)
    #expect(NegotiationError.encryptionRequired.message.contains("media_encryption"))
  }

  @Test(.rfc(4568, "7.1.4"))
  func `a refresh keeps our key, and a new key of the peer's brings one of ours`() throws {
    let first = try answer(offer("RTP/SAVP", crypto: classic))
    let refresh = try answer(
      offer("RTP/SAVP", crypto: classic), after: first.description, agreed: first.media, seed: 2)
    #expect(refresh.description == first.description)
    let again = try answer(
      offer("RTP/SAVP", crypto: "1 AES_CM_128_HMAC_SHA1_80 inline:" + String(Self.key.reversed())),
      after: first.description, agreed: first.media, seed: 2)
    #expect(again.media.security?.sendKey != first.media.security?.sendKey)
    #expect(again.description.origin.version == first.description.origin.version + 1)
  }

  @Test(.rfc(7714, "14.2"))
  func `our offer has the Galois suites first, each line with a key of its own`() throws {
    var random = Randomness(seed: 1)
    let ours = OfferAnswer.offer(with: MediaCapabilities(encryption: .require), from: local, using: &random)
    #expect(ours.media[0].transport == "RTP/SAVP")
    let lines = ours.media[0].lines.map(\.value).filter { $0.hasPrefix("crypto:") }
    #expect(lines.first?.hasPrefix("crypto:1 AEAD_AES_256_GCM inline:") == true)
    #expect(lines.count == CryptoSuite.allCases.count)
    #expect(Set(lines.compactMap { $0.split(separator: ":").last }).count == lines.count)
    let media = try OfferAnswer.accept(offer("RTP/SAVP", crypto: "4" + classic.dropFirst()), to: ours)
    #expect(media.security?.suite == .aes128HMAC80)
    #expect(media.security?.sendKey.bytes.count == 30)
  }

  @Test func `an answer must take one of our lines, and none where we insist is an error`() throws {
    var random = Randomness(seed: 1)
    let required = OfferAnswer.offer(with: MediaCapabilities(encryption: .require), from: local, using: &random)
    let allowed = OfferAnswer.offer(with: MediaCapabilities(encryption: .allow), from: local, using: &random)
    #expect(allowed.media[0].transport == "RTP/AVP")
    #expect(try OfferAnswer.accept(offer("RTP/AVP"), to: allowed).security == nil)
    #expect(try OfferAnswer.accept(offer("RTP/AVP", crypto: "4" + classic.dropFirst()), to: allowed).security != nil)
    // Another tag, or another suite under that tag.
    #expect(throws: NegotiationError.noUsableKey) {
      try OfferAnswer.accept(offer("RTP/SAVP", crypto: "77" + classic.dropFirst()), to: required)
    }
    #expect(throws: NegotiationError.noUsableKey) {
      try OfferAnswer.accept(offer("RTP/AVP", crypto: "1" + classic.dropFirst()), to: allowed)
    }
    #expect(throws: NegotiationError.encryptionRequired) { try OfferAnswer.accept(offer("RTP/AVP"), to: required) }
  }

  @Test func `an offer within an encrypted call brings new keys over the same transport`() throws {
    let first = try answer(offer("RTP/SAVP", crypto: classic))
    var random = Randomness(seed: 9)
    let again = OfferAnswer.offer(
      with: MediaCapabilities(), from: local, after: first.description, agreed: first.media, using: &random)
    #expect(again.media[0].transport == "RTP/SAVP")
    #expect(first.description.media[0].attribute("crypto").map { again.text.contains($0) } == false)
  }

  @Test func `keys are not printed but in the body itself`() throws {
    let (description, media) = try answer(offer("RTP/SAVP", crypto: classic))
    let line = try #require(description.media[0].attribute("crypto"))
    let key = try #require(line.split(separator: ":").last)
    #expect(description.text.contains(key))
    #expect(!description.description.contains(key))
    #expect(description.description.contains("AES_CM_128_HMAC_SHA1_80 inline:(key)"))
    for text in ["\(media)", String(reflecting: media)] {
      #expect(!text.contains("bytes:"))
      #expect(text.contains("key of 30 bytes"))
    }
  }

  @Test(arguments: 1...20)
  func `any bytes in a crypto line are read without harm`(seed: UInt64) throws {
    var random = Randomness(seed: seed)
    let alphabet = Array("0123456789|:;=+/ABCinline AES_CM_128_HMAC_SHA1_80 \t^-")
    for _ in 0..<100 {
      let text = String((0..<random.next(in: 0...80)).map { _ in alphabet[random.next(in: 0...alphabet.count - 1)] })
      _ = try answer(offer("RTP/AVP", crypto: text))
      _ = try answer(offer("RTP/AVP", crypto: classic + text))
    }
  }
}
