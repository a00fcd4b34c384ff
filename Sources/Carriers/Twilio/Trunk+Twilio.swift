import Foundation
import Identifiers

extension Trunk {
  /// The trunk that stands for one made at Twilio. Calls from Twilio are known by its addresses, because it answers no
  /// challenge; a trunk that is not `Secure` takes no SRTP (32207), and one call a second (32001).
  static func twilio(_ link: TwilioLink, id: ID<Trunk>, at now: Date) -> Trunk {
    Trunk(
      id: id, workspace: link.workspace, name: "Twilio \(link.credentials.accountSID.prefix(8))…", kind: .twilio,
      direction: .both, allowedAddresses: CarrierPreset.twilio.allowedAddresses.compactMap(AddressRange.init),
      settings: TrunkSettings(
        sipAddress: link.holdings.domain, authUsername: link.holdings.username, authPassword: link.secrets.password,
        mediaEncryption: .disable, maxCallsPerSecond: 1), createdAt: now, updatedAt: now)
  }
}
