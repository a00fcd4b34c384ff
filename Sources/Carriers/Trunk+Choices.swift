extension Trunk {
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable { case twilio, byoc }
  public enum Direction: String, Hashable, Sendable, Codable, CaseIterable { case inbound, outbound, both }

  /// How SIP travels; `auto` is RFC 3263, else UDP, with TCP for requests over the path MTU.
  public enum Transport: String, Hashable, Sendable, Codable, CaseIterable { case auto, udp, tcp, tls }

  /// What the other end's certificate must show when we connect over TLS.
  public enum TLSVerification: String, Hashable, Sendable, Codable, CaseIterable {
    /// A chain to a trusted root, whatever the name: for carriers whose certificates do not name their addresses.
    case chain
    /// A chain to a trusted root, and the name or address we asked for.
    case hostname
    /// Nothing.
    case none
  }

  public enum MediaEncryption: String, Hashable, Sendable, Codable, CaseIterable { case disable, allow, require }

  /// Whether numbers in our requests begin with `+`.
  public enum NumberFormat: String, Hashable, Sendable, Codable, CaseIterable {
    case plus
    case noPlus = "no_plus"
  }

  /// The header that carries the caller's number in our requests, beside From (RFC 3325).
  public enum CallerIDHeader: String, Hashable, Sendable, Codable, CaseIterable {
    case from
    case assertedIdentity = "p_asserted_identity"
    case remotePartyID = "remote_party_id"
  }

  /// How keys travel; `auto` is RFC 4733 where it was negotiated, else INFO.
  public enum DTMFMode: String, Hashable, Sendable, Codable, CaseIterable { case auto, rfc4733, info, inband }
}
