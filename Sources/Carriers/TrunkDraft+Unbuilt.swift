extension TrunkDraft {
  /// The one place that refuses settings which some part of the program cannot honour yet. Each line goes away with
  /// the part that honours it.
  func noteUnbuilt(in found: inout InvalidFields) {
    if settings.transport == .tls {
      found.note("transport", "tls is not available in this version; use auto, udp or tcp")
    }
    if settings.register { found.note("register", "true is not available in this version; leave it out") }
    if settings.dtmfMode == .info || settings.dtmfMode == .inband {
      found.note("dtmf_mode", "\(settings.dtmfMode.rawValue) is not available in this version; use auto or rfc4733")
    }
  }
}
