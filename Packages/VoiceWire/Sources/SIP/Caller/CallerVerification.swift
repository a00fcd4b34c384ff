/// What the network found when it checked who calls: the `verstat` of STIR/SHAKEN (3GPP TS 24.229 §7.2A.20,
/// ATIS-1000074).
public struct CallerVerification: Hashable, Sendable {
  public enum Verdict: Hashable, Sendable {
    case passed
    case failed
    /// The number was not, or could not be checked.
    case unchecked
  }

  /// How well the first carrier knows its customer and the number.
  public enum Attestation: String, Hashable, Sendable {
    case full = "A"
    case partial = "B"
    case gateway = "C"
  }

  public var verdict: Verdict
  /// Nil when it is not said.
  public var attestation: Attestation?

  /// Reads `TN-Validation-Passed-A` and its kin, in any case; nil for anything else.
  public init?(_ text: String) {
    let value = text.lowercased()
    if value.hasPrefix("tn-validation-passed") {
      verdict = .passed
    } else if value.hasPrefix("tn-validation-failed") {
      verdict = .failed
    } else if value.hasPrefix("no-tn-validation") {
      verdict = .unchecked
    } else {
      return nil
    }
    let parts = text.utf8.split(separator: 0x2D)
    attestation = parts.last.flatMap { $0.count == 1 ? String($0)?.uppercased() : nil }.flatMap(Attestation.init)
  }

  /// The verdict on one address: a parameter of the header, of the URI or of the number in its user part.
  init?(on address: NameAddress) {
    let inUser = address.uri.decodedUser.flatMap { user -> String? in
      var reader = FieldReader(user)
      _ = reader.run { $0 != 0x3B }
      return reader.parameters()?["verstat"]
    }
    let values = [address.parameters["verstat"], address.uri.parameters["verstat"], inUser]
    guard let found = values.lazy.compactMap({ $0 }).compactMap({ CallerVerification($0) }).first else { return nil }
    self = found
  }
}
