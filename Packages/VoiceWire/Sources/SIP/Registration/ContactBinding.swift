/// One place where an address of record can be reached (RFC 3261 §10).
public struct ContactBinding: Hashable, Sendable {
  /// As it was registered, without `expires` and `q`.
  public var contact: NameAddress
  /// Preference in thousandths, 0 to 1000; higher is better.
  public var preference: Int
  public var callID: String
  public var cSeq: UInt32
  /// The end of the binding.
  public var until: Duration
  /// The way the REGISTER came: the socket, and the address that is ours to answer to, whatever Contact says.
  public var flow: Flow
  /// Proxies that requests must pass, nearest first (RFC 3327).
  public var path: [NameAddress]

  public init(
    contact: NameAddress, preference: Int, callID: String, cSeq: UInt32, until: Duration, flow: Flow,
    path: [NameAddress]
  ) {
    self.contact = contact
    self.preference = preference
    self.callID = callID
    self.cSeq = cSeq
    self.until = until
    self.flow = flow
    self.path = path
  }

  /// The device, when it tells (RFC 5626 §4.1).
  public var instance: String? { contact.parameters["+sip.instance"] }

  /// True when the contact sits behind address translation: only the way the REGISTER came leads there.
  public var isTranslated: Bool {
    let named = contact.uri.hostPort
    return path.isEmpty && (!named.isAddress || named.host != flow.remote.host || flow.remote.port != named.port)
  }

  /// Where requests to the contact go.
  public var destination: Destination {
    if let first = path.first?.uri {
      return Destination(flow: flow, transport: flow.transport, address: first.hostPort)
    }
    guard !flow.transport.isReliable, !isTranslated else { return Destination(flow) }
    return Destination(flow: flow, transport: flow.transport, address: contact.uri.hostPort)
  }
}
