import Foundation
import SIPTransport

extension Doctor {
  /// Nil when nothing of SIP speaks TLS.
  static func certificate(_ settings: Settings, now: Date) -> Finding? {
    let telephone = settings.telephone
    guard telephone.tlsPort != nil || telephone.secureWebSocketPort != nil else { return nil }
    let store = CertificateStore(settings)
    do {
      guard let identity = try store.existing() else {
        return Finding(.good, "certificate", "none yet; the first start makes one for \(list(store.names))")
      }
      return finding(try CertificateSummary(identity), isMade: store.isMade, of: settings, now: now)
    } catch let error as StartError {
      return Finding(.problem, "certificate", error.message)
    } catch {
      return Finding(.problem, "certificate", "\(error)")
    }
  }

  static func finding(_ summary: CertificateSummary, isMade: Bool, of settings: Settings, now: Date) -> Finding {
    let days = (summary.validUntil - Int64(now.timeIntervalSince1970)) / 86_400
    let renew = isMade ? "start the server to make a new one" : "renew it and start the server again"
    if days < 0 { return Finding(.problem, "certificate", "ended \(-days) days ago; \(renew)") }
    if days < 30 { return Finding(.warning, "certificate", "ends in \(days) days; \(renew)") }
    if isMade {
      return Finding(
        .good, "certificate",
        "self-signed for \(list(summary.names)); peers that check it need the file, or set "
          + SettingKey.tlsCertificate.environmentName)
    }
    if let told = settings.telephone.publicAddress, !summary.names.contains(told),
      !summary.names.contains(where: { !$0.allSatisfy { $0.isNumber || $0 == "." } })
    {
      return Finding(.warning, "certificate", "names \(list(summary.names)), not \(told), which callers are told")
    }
    return Finding(.good, "certificate", "for \(list(summary.names)), \(days) days left")
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "no name" : names.prefix(4).joined(separator: ", ")
  }
}
