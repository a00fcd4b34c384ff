/// Why a call of ours was not put through.
public struct CallRefusal: Hashable, Sendable {
  public var status: SIPStatus
  /// The phrase of the status line, as the peer wrote it.
  public var phrase: String
  /// The values of Reason (RFC 3326).
  public var reasons: [String]
  /// The values of Warning (RFC 3261 §20.43).
  public var warnings: [String]
  /// What X-Twilio-Error says, for example `32203 …`.
  public var carrierError: String?
  /// How long the peer wants to be left alone: Retry-After in seconds.
  public var retryAfterSeconds: Int?
  /// Where a 3xx says the called one can be reached, best first by its `q` (RFC 3261 §8.1.3.4).
  public var targets: [NameAddress]

  public init(status: SIPStatus, phrase: String? = nil) {
    self.status = status
    self.phrase = phrase ?? status.defaultReason
    reasons = []
    warnings = []
    targets = []
  }

  init(_ response: SIPResponse) {
    self.init(status: response.status, phrase: response.reason)
    reasons = response.headers.all(.reason).map(\.value)
    warnings = response.headers.elements("Warning")
    carrierError = response.headers["X-Twilio-Error"]
    retryAfterSeconds = response.retryAfterSeconds
    guard response.status.code / 100 == 3 else { return }
    let contacts = response.headers.elements(.contact).compactMap { NameAddress($0) }
    func preference(_ contact: NameAddress) -> Double { contact.parameters["q"].flatMap { Double($0) } ?? 1 }
    targets = contacts.enumerated().sorted {
      (preference($1.element), $0.offset) < (preference($0.element), $1.offset)
    }.map(\.element)
  }
}

extension SIPResponse {
  /// The seconds of Retry-After, without its comment and parameters (RFC 3261 §20.33).
  var retryAfterSeconds: Int? {
    guard let text = headers[.retryAfter] else { return nil }
    var reader = FieldReader(text)
    reader.skipSpaces()
    let digits = reader.run { $0.isDigit }
    return digits.utf8.count <= 9 ? Int(digits) : nil
  }
}
