/// The audio line of an offer that is taken, and what of it.
struct AcceptableSection {
  let index: Int
  let map: PayloadMap
  let payloadType: UInt8
  let encoding: AudioEncoding
  /// How it is encrypted, nil for not at all.
  let crypto: CryptoLine?

  /// The first line that can be accepted.
  ///
  /// - Throws: what the last of the others lacks.
  init(in offer: SessionDescription, _ capabilities: MediaCapabilities) throws(NegotiationError) {
    var miss = NegotiationError.noAudio
    for (index, section) in offer.media.enumerated() where section.isActiveAudio {
      do throws(NegotiationError) {
        self = try AcceptableSection(section, at: index, capabilities)
        return
      } catch { miss = error }
    }
    throw miss
  }

  private init(
    _ section: MediaDescription, at index: Int, _ capabilities: MediaCapabilities
  ) throws(NegotiationError) {
    guard let isSecure = section.isSecure else { throw .unsupportedTransport(section.transport) }
    if isSecure, capabilities.encryption == .disable { throw .encryptionDisabled }
    let crypto =
      capabilities.encryption == .disable
      ? nil : section.cryptoLines.first { capabilities.suites.contains($0.suite) }
    if crypto == nil {
      if isSecure { throw .noUsableKey }
      if capabilities.encryption == .require { throw .encryptionRequired }
    }
    let map = PayloadMap(section)
    guard let audio = map.firstAudio(among: capabilities.encodings) else { throw .noCommonEncoding }
    self.index = index
    self.map = map
    payloadType = audio.payloadType
    encoding = audio.encoding
    self.crypto = crypto
  }
}

extension MediaDescription {
  var isActiveAudio: Bool { kind == "audio" && port != 0 }

  /// Whether its transport encrypts with keys from the description; nil for a transport we do not speak.
  var isSecure: Bool? {
    switch transport {
    case "RTP/AVP", "RTP/AVPF": false
    case "RTP/SAVP", "RTP/SAVPF": true
    default: nil
    }
  }

  /// The answer that refuses it (RFC 3264 §6).
  var refusal: MediaDescription {
    MediaDescription(kind: kind, port: 0, transport: transport, formats: formats.isEmpty ? ["0"] : formats)
  }
}
