import SDP

extension MediaQuality {
  /// Like `PCMU`.
  public var codecName: String { encoding.rawValue }
}
