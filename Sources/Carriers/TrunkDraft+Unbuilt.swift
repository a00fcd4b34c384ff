extension TrunkDraft {
  /// The one place that refuses settings which some part of the program cannot honour yet. Each line goes away with
  /// the part that honours it.
  func noteUnbuilt(in found: inout InvalidFields) {
    if settings.dtmfMode == .info || settings.dtmfMode == .inband {
      found.note("dtmf_mode", "\(settings.dtmfMode.rawValue) is not available in this version; use auto or rfc4733")
    }
  }
}
