/// Why a carrier does not do what was wished, in a sentence that says what to do.
public struct CarrierRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// The carrier said no, or nothing.
    case upstream
    /// The account or token was not accepted: nothing can be done with it, not even cleaning up.
    case unauthorized
    /// The number is not one that this account can give us.
    case unsuitable
    /// Something else stands where ours should.
    case conflict
    /// Our own configuration lacks something.
    case notConfigured
  }

  public var kind: Kind
  public var message: String
  /// The carrier's own code, like `20404`; nil when it gave none.
  public var carrierCode: String?
  /// The carrier's own words.
  public var carrierMessage: String?

  public init(_ kind: Kind, _ message: String, carrierCode: String? = nil, carrierMessage: String? = nil) {
    self.kind = kind
    self.message = message
    self.carrierCode = carrierCode
    self.carrierMessage = carrierMessage
  }

  public var description: String { message + (carrierCode.map { " (\($0))" } ?? "") }
}
