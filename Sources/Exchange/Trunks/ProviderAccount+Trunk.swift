import Calls
import Carriers
import Identifiers

extension ProviderAccount {
  /// The account that a trunk describes; nil without a SIP address.
  init?(_ trunk: Trunk) {
    let settings = trunk.settings
    guard let server = settings.sipAddress.flatMap({ SIPAddress($0) }) else { return nil }
    let proxy = settings.outboundProxy.flatMap { SIPAddress($0) }
    self.init(
      id: trunk.id.description, server: SIPServerAddress(server, settings),
      proxy: proxy.map { SIPServerAddress($0, settings) }, username: settings.authUsername,
      password: settings.authPassword)
  }
}

extension SIPServerAddress {
  fileprivate init(_ address: SIPAddress, _ settings: TrunkSettings) {
    let transport: Transport =
      switch settings.transport {
      case .auto: .automatic
      case .udp: .udp
      case .tcp: .tcp
      case .tls: .tls
      }
    let check: CertificateCheck =
      switch settings.tlsVerification {
      case .chain: .chain
      case .hostname: .hostname
      case .none: .none
      }
    self.init(host: address.host, port: address.port, transport: transport, certificateCheck: check)
  }
}
