public import Identifiers

/// Where nobody may be called by an agent, whoever asks: short codes and emergency services cannot be written in E.164 at all;
/// these are the ranges that cost the caller, or that fraud lives on.
///
/// From the numbering plans as the ITU and the national regulators publish them (E.164 annex; NANPA; Ofcom; BNetzA and
/// others); ranges change rarely.
public struct DestinationRules: Sendable {
  public enum Rule: String, Sendable, Hashable, CaseIterable {
    case emergency, premium, satellite
    case highFraud = "high_fraud"
  }

  public init() {}

  /// The rule that forbids a number, and why in a sentence; nil when it may be called. At home nothing counts as fraud: from a
  /// number of the same range it may be called.
  public func forbids(_ number: E164, calledFrom caller: E164) -> (rule: Rule, why: String)? {
    let digits = number.digits
    if Self.isEmergency(digits) {
      return (.emergency, "\(number) is an emergency number, which an agent never calls")
    }
    for (rule, prefixes) in Self.ranges {
      guard let prefix = prefixes.first(where: { digits.hasPrefix($0) }) else { continue }
      if rule == .highFraud, caller.digits.hasPrefix(prefix) { continue }
      return (rule, "\(number) is in a range that is not called: \(rule.sentence)")
    }
    return nil
  }

  /// North American codes that end in 11 stand where an area or exchange would, and 911 is dialled with an area code
  /// before it by some who mean well.
  private static func isEmergency(_ digits: String) -> Bool {
    guard digits.hasPrefix("1"), digits.count == 11 else { return false }
    let area = digits.dropFirst().prefix(3)
    let exchange = digits.dropFirst(4).prefix(3)
    return area == "911" || area == "933" || exchange == "911"
  }

  private static let ranges: [(Rule, [String])] = [
    (
      .premium,
      [
        "1900", "979", "4490", "4491", "4498", "4470", "44871", "44872", "44873", "49900", "49137", "3389", "34803",
        "34806", "34807", "34905", "31900", "31906", "31909", "41900", "41901", "41906", "43900", "43901", "43930",
        "43931", "32900", "32901", "32902", "32903", "32904", "32905", "32906", "32907", "32909", "46900", "46939",
        "46944", "4782", "4590", "358600", "358700", "351760", "48700", "48701", "48703", "48704",
        "48708", "420900", "420906", "420909", "39892", "39894", "39895", "39899", "61190", "64900", "7809", "7803",
        "55900", "5490",
        "81990", "82060", "972190",
      ]
    ),
    (.satellite, ["870", "878", "881", "882", "883"]),
    (
      .highFraud,
      [
        // Called back from one ring: North American numbers that are another country's.
        "1232", "1242", "1246", "1264", "1268", "1284", "1345", "1441", "1473", "1649", "1658", "1664", "1721", "1758",
        "1767", "1784", "1809", "1829", "1849", "1868", "1869", "1876",
        // Where the revenue of such calls is shared.
        "53", "220", "222", "224", "225", "226", "227", "228", "231", "232", "235", "236", "239", "240", "245", "252",
        "253", "257", "261", "269", "290", "247", "500", "509", "597", "672", "674", "675", "677", "678", "679", "680",
        "681", "682", "683", "685", "686", "687", "688", "689", "690", "691", "692", "960", "963", "967", "992", "993",
        "850",
      ]
    ),
  ]
}

extension DestinationRules.Rule {
  fileprivate var sentence: String {
    switch self {
    case .emergency: "emergency services"
    case .premium: "calls to it cost extra"
    case .satellite: "satellite and international networks"
    case .highFraud: "calls to it are mostly fraud"
    }
  }
}
