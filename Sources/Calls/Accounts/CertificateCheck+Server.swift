import SIP

extension CertificateCheck {
  init(_ check: SIPServerAddress.CertificateCheck) {
    self =
      switch check {
      case .chain: .chain
      case .hostname: .chainAndName
      case .none: .none
      }
  }
}
