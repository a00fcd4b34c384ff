internal import SIP

/// What a connection of ours was opened to. Two requests share a connection when all of it is the same: one that was
/// checked less than another asks for is not good enough for it.
struct ConnectionTarget: Hashable, Sendable {
  var transport: TransportProtocol
  var address: HostPort
  /// Nil where there is no TLS.
  var security: TransportSecurity?

  /// `check` is how certificates are checked when the destination does not say.
  init(_ destination: Destination, check: CertificateCheck) {
    transport = destination.transport
    address = destination.address
    if destination.transport == .tls {
      var asked = destination.security ?? TransportSecurity()
      if asked.check == nil { asked.check = check }
      security = asked
    }
  }
}
