import Calls
import Carriers
import Identifiers
import Testing
import TrunklineTesting

@testable import Exchange

@Suite struct ReferralPolicyTests {
  private func decide(
    _ target: String, accepts: Bool = true, edit: (inout Trunk) -> Void = { _ in }
  ) throws -> String? {
    var trunk = Trunk.office
    trunk.acceptsReferrals = accepts
    trunk.sipAddress = "192.0.2.50"
    edit(&trunk)
    let number = try #require(E164(VirtualExchange.number))
    switch ReferralPolicy(trunk: trunk).decide(target, from: number) {
    case .success(let order): return order.called
    case .failure: return nil
    }
  }

  @Test(arguments: ["1002", "7", "123456", "sales", "room-12.b", "+14155550100"])
  func `numbers in E164 and extensions are called as they were given`(target: String) throws {
    #expect(try decide(target) == target)
  }

  @Test(arguments: [
    "+19005550100", "19005551234", "9005551234", "19005551234#", "+1_900_555_1234", "9011870773123456",
    "011870773123456",
    "4155550100", "911", "112", "999", "*72", "*97", "", "a b", "1002;phone-context=x", "+", "+0123456789",
    String(repeating: "a", count: 65),
  ])
  func `other targets are not`(target: String) throws {
    #expect(try decide(target) == nil)
  }

  @Test func `nobody is sent anywhere by a trunk that does not allow it, or cannot call`() throws {
    #expect(try decide("1002", accepts: false) == nil)
    #expect(try decide("1002") { $0.sipAddress = nil } == nil)
  }

  @Test func `a number is written as the trunk wants it`() throws {
    #expect(try decide("+14155550100") { $0.numberFormat = .noPlus } == "14155550100")
  }
}
