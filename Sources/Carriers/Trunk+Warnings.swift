extension Trunk {
  /// Whether callers must answer a digest challenge.
  public var asksForDigest: Bool { authUsername != nil && authPassword != nil }

  /// Settings that are legal and dangerous, each in a sentence.
  public var warnings: [String] {
    guard direction != .outbound, allowedAddresses.isEmpty, !asksForDigest else { return [] }
    return [
      "anyone can call in: allowed_addresses is empty and there is no auth_username; "
        + "list the carrier's addresses or set credentials"
    ]
  }
}
