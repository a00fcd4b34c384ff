import Carriers
import Identifiers
import Testing
import TrunklineTesting

@testable import Exchange

@Suite struct ReferralPolicyTests {
  private func decide(_ target: String, accepts: Bool = true, address: String? = "192.0.2.50") -> String? {
    var trunk = Trunk.office
    trunk.acceptsReferrals = accepts
    trunk.sipAddress = address
    switch ReferralPolicy(trunk: trunk, countryCode: "1").decide(target) {
    case .success(let called): return called
    case .failure: return nil
    }
  }

  @Test(arguments: ["1002", "+14155550100", "*97", "sales", "4155550100"])
  func `numbers and extensions of the trunk are called as they were given`(target: String) {
    #expect(decide(target) == target)
  }

  @Test(arguments: ["+19005550100", "9005550100", "", "a b", "1002;phone-context=x", String(repeating: "1", count: 65)])
  func `other targets are not`(target: String) {
    #expect(decide(target) == nil)
  }

  @Test func `nobody is sent anywhere by a trunk that does not allow it, or cannot call`() {
    #expect(decide("1002", accepts: false) == nil)
    #expect(decide("1002", address: nil) == nil)
  }
}
