/// Who sent the call on before it came here: one entry of Diversion, the latest first (RFC 5806).
public struct Diversion: Hashable, Sendable {
  public var address: NameAddress
  /// `user-busy`, `no-answer`, `unconditional` and so on, in lower case; nil when it is not said.
  public var reason: String?
  /// How often it was diverted there; 1 when it is not said.
  public var count: Int

  /// Reads one value; nil when it is none.
  public init?(_ text: String) {
    guard let address = NameAddress(text) else { return nil }
    self.address = address
    reason = address.parameters["reason"].map { $0.lowercased() }
    count = max(1, address.parameters["counter"].flatMap { Int($0) } ?? 1)
  }
}
