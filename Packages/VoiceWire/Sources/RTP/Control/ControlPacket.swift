/// One packet of a compound RTCP datagram, as far as we read it.
public enum ControlPacket: Equatable, Sendable {
  /// Followed by the report blocks of the same packet.
  case senderReport(SenderReport)
  case receiverReport(source: UInt32)
  /// One per block of the sender or receiver report before it.
  case block(ReportBlock)
  /// One per source that leaves (RFC 3550 §6.6).
  case bye(source: UInt32)
}
