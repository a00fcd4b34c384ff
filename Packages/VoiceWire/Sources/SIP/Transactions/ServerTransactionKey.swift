/// What tells server transactions apart (RFC 3261 §17.2.3).
public struct ServerTransactionKey: Hashable, Sendable {
  private enum Identity: Hashable, Sendable {
    case branch(String, sentBy: String)
    /// Elements older than RFC 3261 have no unique branch. The To tag stays out: the ACK has one, the INVITE not.
    case rfc2543(uri: String, fromTag: String?, callID: String, number: UInt32, via: String)
  }

  private let identity: Identity
  private let method: SIPMethod

  /// An ACK gets the key of its INVITE.
  public init(_ request: SIPRequest, _ essentials: RequestEssentials) {
    self.init(request, essentials, method: request.method == .ack ? .invite : request.method)
  }

  /// The key of the INVITE that this CANCEL means (RFC 3261 §9.2).
  public init(cancelledBy request: SIPRequest, _ essentials: RequestEssentials) {
    self.init(request, essentials, method: .invite)
  }

  private init(_ request: SIPRequest, _ essentials: RequestEssentials, method: SIPMethod) {
    let via = essentials.via
    if let branch = via.uniqueBranch {
      identity = .branch(branch, sentBy: via.sentBy)
    } else {
      identity = .rfc2543(
        uri: request.uri.description, fromTag: essentials.from.tag, callID: essentials.callID,
        number: essentials.cSeq.number, via: "\(via.transport) \(via.sentBy) \(via.branch ?? "")")
    }
    self.method = method
  }
}

/// What tells client transactions apart (RFC 3261 §17.1.3).
public struct ClientTransactionKey: Hashable, Sendable {
  let branch: String
  let method: SIPMethod

  init(branch: String, method: SIPMethod) {
    self.branch = branch
    self.method = method
  }

  /// Nil when the message has no readable Via or CSeq.
  public init?(_ headers: SIPHeaders) {
    guard let branch = headers.elements(.via).first.flatMap({ Via($0) })?.branch,
      let method = headers[.cSeq].flatMap({ CSeq($0) })?.method
    else { return nil }
    self.branch = branch
    self.method = method == .ack ? .invite : method
  }
}
