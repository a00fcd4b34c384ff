import Carriers
import Identifiers

/// Decides whether the far end of a call may send us elsewhere: where its trunk allows it, to a number or extension of that
/// same trunk, and never where nobody is called.
struct ReferralPolicy: Sendable {
  let trunk: Trunk
  /// Whose national number forms are understood; nil: international ones only.
  let countryCode: String?

  /// What is to be called on the trunk, or why nothing is.
  func decide(_ target: String) -> Result<String, Refused> {
    guard trunk.acceptsReferrals else {
      return .failure(Refused(why: "the trunk's accept_refer is off"))
    }
    guard trunk.sipAddress != nil else { return .failure(Refused(why: "the trunk has no sip_address to call by")) }
    let isCallable = target.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "+*#._-".utf8.contains(byte)
    }
    guard (1...64).contains(target.utf8.count), isCallable else {
      return .failure(Refused(why: "it names no number or extension"))
    }
    if let number = E164(dialled: target, countryCode: countryCode), let (_, why) = DestinationRules().forbids(number) {
      return .failure(Refused(why: why))
    }
    return .success(target)
  }

  struct Refused: Error, Sendable, Hashable { let why: String }
}
