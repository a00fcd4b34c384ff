import Calls
import Carriers
import Identifiers

extension CallOrder {
  /// A call by a trunk, its numbers written as the trunk wants them; nil when the trunk has no address.
  init?(to called: E164, from caller: E164, by trunk: Trunk) {
    self.init(to: trunk.written(called), from: caller, by: trunk)
  }

  /// - Parameter called: as the trunk's other end knows it.
  init?(to called: String, from caller: E164, by trunk: Trunk) {
    guard let account = ProviderAccount(trunk) else { return nil }
    let header: CallerHeader =
      switch trunk.callerIDHeader {
      case .from: .none
      case .assertedIdentity: .assertedIdentity
      case .remotePartyID: .remotePartyID
      }
    self.init(
      called: called, caller: trunk.written(caller), server: account.server, account: account.id, proxy: account.proxy,
      username: account.username, password: account.password, callerHeader: header,
      security: MediaSecurity(trunk.mediaEncryption))
  }
}

extension Trunk {
  fileprivate func written(_ number: E164) -> String {
    settings.numberFormat == .plus ? number.description : number.digits
  }
}
