/// An INVITE of ours without a session description that got a 2xx with one (RFC 3261 §13.2.1): the ACK waits for our
/// answer, and the 2xx goes on coming until then.
struct AcceptedOffer: Sendable {
  let request: SIPRequest
  let key: ClientTransactionKey
}
