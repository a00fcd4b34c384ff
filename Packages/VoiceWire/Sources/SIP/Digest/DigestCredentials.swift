/// What Authorization and Proxy-Authorization say (RFC 3261 §22, RFC 7616 §3.4).
public struct DigestCredentials: Hashable, Sendable {
  public var username: String
  public var realm: String
  public var nonce: String
  /// The URI that was hashed, as the client wrote it.
  public var uri: String
  public var response: String
  public var algorithm: DigestAlgorithm
  public var opaque: String?
  /// Both present with quality of protection `auth`, both nil in the old form of RFC 2069.
  public var clientNonce: String?
  public var nonceCount: UInt32?

  /// Reads a header value; nil when it is not Digest or lacks what verification needs.
  public init?(_ text: String) {
    guard let fields = DigestFields(text), let username = fields["username"], let realm = fields["realm"],
      let nonce = fields["nonce"], let uri = fields["uri"], let response = fields["response"],
      let algorithm = DigestAlgorithm(token: fields["algorithm"] ?? "MD5")
    else { return nil }
    self.username = username
    self.realm = realm
    self.nonce = nonce
    self.uri = uri
    self.response = response.lowercased()
    self.algorithm = algorithm
    opaque = fields["opaque"]
    if let quality = fields["qop"] {
      guard quality.isSameToken(as: "auth"), let clientNonce = fields["cnonce"], let text = fields["nc"],
        text.utf8.count == 8, let count = UInt32(text, radix: 16)
      else { return nil }
      self.clientNonce = clientNonce
      nonceCount = count
    }
  }

  /// Answers a challenge. `uri` is the Request-URI exactly as it is sent; `nonceCount` rises with each use of a nonce.
  public init(
    answering challenge: DigestChallenge, username: String, password: String, method: SIPMethod, uri: String,
    clientNonce: String, nonceCount: UInt32 = 1, hash: DigestHash
  ) {
    self.username = username
    realm = challenge.realm
    nonce = challenge.nonce
    self.uri = uri
    response = ""
    algorithm = challenge.algorithm
    opaque = challenge.opaque
    if challenge.offersAuth {
      self.clientNonce = clientNonce
      self.nonceCount = nonceCount
    }
    response = expectedResponse(password: password, method: method, hash: hash)
  }

  /// The response that who knows the password would give (RFC 7616 §3.4.1).
  func expectedResponse(password: String, method: SIPMethod, hash: DigestHash) -> String {
    func digest(_ text: String) -> String { HexText.encode(hash(algorithm, Array(text.utf8))) }
    let secret = digest("\(username):\(realm):\(password)")
    let action = digest("\(method):\(uri)")
    guard let clientNonce, let nonceCount else { return digest("\(secret):\(nonce):\(action)") }
    return digest("\(secret):\(nonce):\(Self.eightDigits(nonceCount)):\(clientNonce):auth:\(action)")
  }

  private static func eightDigits(_ count: UInt32) -> String {
    let digits = String(count, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}

extension DigestCredentials: CustomStringConvertible {
  public var description: String {
    var text = "Digest username=\(FieldReader.quoted(username)), realm=\(FieldReader.quoted(realm))"
    text += ", nonce=\(FieldReader.quoted(nonce)), uri=\(FieldReader.quoted(uri))"
    text += ", response=\(FieldReader.quoted(response))"
    text += ", algorithm=\(algorithm.rawValue)"
    if let opaque { text += ", opaque=\(FieldReader.quoted(opaque))" }
    if let clientNonce, let nonceCount {
      text += ", qop=auth, nc=\(Self.eightDigits(nonceCount)), cnonce=\(FieldReader.quoted(clientNonce))"
    }
    return text
  }
}
