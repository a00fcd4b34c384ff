/// The ACKs of 2xx responses, each sent again whenever its 2xx comes again (RFC 3261 §13.2.2.4).
struct Acknowledgements: Sendable {
  private struct Entry: Sendable {
    var key: ClientTransactionKey
    var tag: String
    var request: SIPRequest
    var destination: Destination
    var until: Duration
  }

  private var entries: [Entry] = []

  /// Remembers an ACK for as long as its 2xx may be repeated; older ones are forgotten.
  mutating func note(
    _ request: SIPRequest, to destination: Destination, of key: ClientTransactionKey, tag: String,
    until: Duration, at now: Duration
  ) {
    entries.removeAll { $0.until < now }
    entries.append(Entry(key: key, tag: tag, request: request, destination: destination, until: until))
  }

  /// The ACK of the 2xx that carried this To tag; nil when there was none.
  func find(_ key: ClientTransactionKey, tag: String) -> (request: SIPRequest, destination: Destination)? {
    entries.first { $0.key == key && $0.tag == tag }.map { ($0.request, $0.destination) }
  }

  /// True when some 2xx of this INVITE was acknowledged.
  func contains(_ key: ClientTransactionKey) -> Bool { entries.contains { $0.key == key } }
}
