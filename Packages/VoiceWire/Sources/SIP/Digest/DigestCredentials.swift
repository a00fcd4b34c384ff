/// What Authorization and Proxy-Authorization say (RFC 3261 §22, RFC 7616 §3.4).
public struct DigestCredentials: Hashable, Sendable {
  /// What quality of protection adds; absent in the old form of RFC 2069.
  public struct Protection: Hashable, Sendable {
    public var quality: DigestQuality
    public var clientNonce: String
    /// How often the nonce was used, this time included.
    public var nonceCount: UInt32

    public init(quality: DigestQuality, clientNonce: String, nonceCount: UInt32) {
      self.quality = quality
      self.clientNonce = clientNonce
      self.nonceCount = nonceCount
    }

    /// Eight digits, as they are hashed.
    var count: String {
      let digits = String(nonceCount, radix: 16)
      return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }
  }

  public var username: String
  public var realm: String
  public var nonce: String
  /// The URI that was hashed, as the client wrote it.
  public var uri: String
  public var response: String
  public var algorithm: DigestAlgorithm
  /// True for the `-sess` variant of the algorithm.
  public var isSession: Bool
  public var opaque: String?
  public var protection: Protection?

  /// Reads a header value; nil when it is not Digest or lacks what verification needs.
  public init?(_ text: String) {
    guard let fields = DigestFields(text), let username = fields["username"], let realm = fields["realm"],
      let nonce = fields["nonce"], let uri = fields["uri"], let response = fields["response"],
      let (algorithm, isSession) = DigestAlgorithm.read(fields["algorithm"] ?? "MD5")
    else { return nil }
    self.username = username
    self.realm = realm
    self.nonce = nonce
    self.uri = uri
    self.response = response.lowercased()
    self.algorithm = algorithm
    self.isSession = isSession
    opaque = fields["opaque"]
    if let token = fields["qop"] {
      guard let quality = DigestQuality(token: token), let clientNonce = fields["cnonce"], let text = fields["nc"],
        text.utf8.count == 8, let count = UInt32(text, radix: 16)
      else { return nil }
      protection = Protection(quality: quality, clientNonce: clientNonce, nonceCount: count)
    } else if isSession {
      return nil
    }
  }

  /// Answers a challenge. `uri` is the Request-URI exactly as it is sent; `nonceCount` rises with each use of a nonce;
  /// `body` is hashed when the challenge offers nothing but `auth-int`.
  public init(
    answering challenge: DigestChallenge, username: String, password: String, method: SIPMethod, uri: String,
    body: [UInt8] = [], clientNonce: String, nonceCount: UInt32 = 1, hash: DigestHash
  ) {
    self.username = username
    realm = challenge.realm
    nonce = challenge.nonce
    self.uri = uri
    response = ""
    algorithm = challenge.algorithm
    isSession = challenge.isSession
    opaque = challenge.opaque
    protection = challenge.chosenQuality.map {
      Protection(quality: $0, clientNonce: clientNonce, nonceCount: nonceCount)
    }
    response = expectedResponse(password: password, method: method, body: body, hash: hash)
  }

  /// The response that who knows the password would give (RFC 7616 §3.4.1).
  func expectedResponse(password: String, method: SIPMethod, body: [UInt8], hash: DigestHash) -> String {
    func digest(_ text: String) -> String { HexText.encode(hash(algorithm, Array(text.utf8))) }
    var secret = digest("\(username):\(realm):\(password)")
    guard let protection else { return digest("\(secret):\(nonce):\(digest("\(method):\(uri)"))") }
    if isSession { secret = digest("\(secret):\(nonce):\(protection.clientNonce)") }
    let action =
      switch protection.quality {
      case .auth: digest("\(method):\(uri)")
      case .authInt: digest("\(method):\(uri):\(HexText.encode(hash(algorithm, body)))")
      }
    return digest(
      "\(secret):\(nonce):\(protection.count):\(protection.clientNonce):\(protection.quality.rawValue):\(action)")
  }
}

extension DigestCredentials: CustomStringConvertible {
  public var description: String {
    var text = "Digest username=\(FieldReader.quoted(username)), realm=\(FieldReader.quoted(realm))"
    text += ", nonce=\(FieldReader.quoted(nonce)), uri=\(FieldReader.quoted(uri))"
    text += ", response=\(FieldReader.quoted(response))"
    text += ", algorithm=\(algorithm.token(isSession: isSession))"
    if let opaque { text += ", opaque=\(FieldReader.quoted(opaque))" }
    if let protection {
      text += ", qop=\(protection.quality.rawValue), nc=\(protection.count)"
      text += ", cnonce=\(FieldReader.quoted(protection.clientNonce))"
    }
    return text
  }
}
