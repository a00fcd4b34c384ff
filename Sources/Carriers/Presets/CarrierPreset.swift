/// What a carrier publishes of where its calls come from, to be looked at and copied into a trunk: never applied unasked.
public struct CarrierPreset: Hashable, Sendable {
  public enum Confidence: String, Hashable, Sendable {
    /// The carrier's own documentation.
    case documented
    /// Two of its documents disagree.
    case conflicting
    /// Its documentation names no addresses for everyone.
    case none
  }

  public struct Region: Hashable, Sendable {
    public var name: String
    public var ranges: [String]
  }

  public var carrier: String
  public var name: String
  public var confidence: Confidence
  /// Where the ranges were read.
  public var source: String
  /// When they were, like `2026-11`.
  public var collected: String
  /// Of signalling: what `allowed_addresses` takes.
  public var regions: [Region]
  public var remark: String?

  public var allowedAddresses: [String] { regions.flatMap(\.ranges) }
}
