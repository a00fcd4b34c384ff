import Calls
import Carriers
import Identifiers

/// Decides whether the far end of a call may send us elsewhere: where its trunk allows it, to a number in E.164 or a short
/// extension of that same trunk, and never where nobody is called. What cannot be told for sure is refused: a number in a
/// national form, an outside line's prefix, a feature code.
struct ReferralPolicy: Sendable {
  let trunk: Trunk

  /// Short numbers of emergency services, which are no extensions anywhere.
  private static let emergency: Set<String> = ["911", "933", "112", "999", "000", "110", "113", "115", "118", "119"]
  static let longestExtension = 6

  /// The call to be placed, or why none is.
  func decide(_ target: String, from number: E164) -> Result<CallOrder, Refused> {
    guard trunk.acceptsReferrals else { return .failure(Refused(why: "the trunk's accept_refer is off")) }
    if target.hasPrefix("+") {
      guard let called = E164(target) else { return .failure(Refused(why: "it is no number in E.164")) }
      if let (_, why) = DestinationRules().forbids(called, calledFrom: number) { return .failure(Refused(why: why)) }
      return order(CallOrder(to: called, from: number, by: trunk))
    }
    guard Self.isExtension(target) else {
      return .failure(Refused(why: "it is no extension; a number must be written in E.164, with a plus"))
    }
    guard !Self.emergency.contains(target) else { return .failure(Refused(why: "it is an emergency number")) }
    return order(CallOrder(to: target, from: number, by: trunk))
  }

  private func order(_ order: CallOrder?) -> Result<CallOrder, Refused> {
    order.map { .success($0) } ?? .failure(Refused(why: "the trunk has no sip_address to call by"))
  }

  /// A few digits, or a name.
  private static func isExtension(_ target: String) -> Bool {
    let bytes = target.utf8
    if bytes.allSatisfy({ (0x30...0x39).contains($0) }) { return (1...longestExtension).contains(bytes.count) }
    return bytes.count <= 64 && (0x41...0x5A).contains((bytes.first ?? 0) & 0xDF)
      && bytes.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == 0x2E || byte == 0x2D
      }
  }

  struct Refused: Error, Sendable, Hashable { let why: String }
}
