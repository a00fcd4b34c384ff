import Calls
import Carriers
import Identifiers

extension CallOrder {
  /// A call by a trunk, its numbers written as the trunk wants them; nil when the trunk has no address.
  init?(to called: E164, from caller: E164, by trunk: Trunk) {
    guard let account = ProviderAccount(trunk) else { return nil }
    let header: CallerHeader =
      switch trunk.callerIDHeader {
      case .from: .none
      case .assertedIdentity: .assertedIdentity
      case .remotePartyID: .remotePartyID
      }
    func written(_ number: E164) -> String { trunk.numberFormat == .plus ? number.description : number.digits }
    self.init(
      called: written(called), caller: written(caller), server: account.server, proxy: account.proxy,
      username: account.username, password: account.password, callerHeader: header,
      security: MediaSecurity(trunk.mediaEncryption))
  }
}
