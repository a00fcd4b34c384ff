/// The INVITE that opened a call to us, and where its responses go.
struct ReceivedInvite: Sendable {
  let request: SIPRequest
  let key: ServerTransactionKey
  /// The number of its CSeq, which the ACK repeats.
  let number: UInt32
  let destination: Destination
}
