/// How much of a server's certificate must be right before we speak to it over TLS.
public enum CertificateCheck: String, Hashable, Sendable, CaseIterable {
  /// A chain to a trusted root, and the name of the domain that was asked for (RFC 5922 §7.1).
  case chainAndName = "full"
  /// A chain to a trusted root. For peers that are known by address, whose certificate says a name.
  case chain
  /// Nothing: encrypted, but open to whoever sits in between.
  case none
}
