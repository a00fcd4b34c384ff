/// What a client transaction asks for.
public enum ClientTransactionEffect: Hashable, Sendable {
  /// The request, its repeat, or the ACK of a response other than 2xx.
  case send(SIPRequest)
  case deliver(SIPResponse)
  case fail(ClientTransactionFailure)
}

/// Why no final response will come.
public enum ClientTransactionFailure: Error, Hashable, Sendable {
  /// Nobody answered within 64 · T1: treated as 408 (RFC 3261 §8.1.3.1).
  case timedOut
  /// The message could not be sent: treated as 503.
  case transport
}
