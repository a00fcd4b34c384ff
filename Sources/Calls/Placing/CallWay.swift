import SIP

/// Where a call of ours goes.
struct CallWay: Sendable {
  /// The Request-URI.
  var target: SIPURI
  /// Nearest first.
  var routes: [NameAddress]
  /// Where the INVITE may go, best first; not empty.
  var destinations: [Destination]

  var hosts: [String] { destinations.map(\.address.host) }
}
