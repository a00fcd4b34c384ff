/// Walks through a compound RTCP datagram (RFC 3550 §6.1) without copying or allocating.
///
/// ```swift
/// var reader = ControlReader()
/// while let packet = reader.next(in: datagram) { … }
/// ```
/// Types we do not use (SDES, APP, feedback, XR) are stepped over. Reading ends at the first length that does not fit.
public struct ControlReader: Sendable {
  private enum Kind {
    static let senderReport: UInt8 = 200
    static let receiverReport: UInt8 = 201
    static let bye: UInt8 = 203
  }

  /// Where the next packet begins.
  private var offset = 0
  /// What is left of the packet being read: items of `size` bytes from `item` on.
  private var item = 0
  private var itemsLeft = 0
  private var itemsAreBlocks = false

  public init() {}

  public mutating func next(in datagram: Span<UInt8>) -> ControlPacket? {
    while true {
      if itemsLeft > 0 {
        itemsLeft -= 1
        let at = item
        item += itemsAreBlocks ? ReportBlock.bytes : 4
        return itemsAreBlocks
          ? .block(ReportBlock(datagram, at: at)) : .bye(source: datagram.bigEndianUInt32(at: at))
      }
      let start = offset
      guard start + 4 <= datagram.count, datagram[start] >> 6 == 2 else { return nil }
      let end = start + 4 + Int(datagram.bigEndianUInt16(at: start + 2)) * 4
      guard end <= datagram.count else { return nil }
      offset = end
      let count = Int(datagram[start] & 0x1F)
      switch datagram[start + 1] {
      case Kind.senderReport:
        guard end - start >= 28 else { continue }
        begin(blocks: min(count, (end - start - 28) / ReportBlock.bytes), at: start + 28)
        return .senderReport(
          SenderReport(
            source: datagram.bigEndianUInt32(at: start + 4),
            time: NTPTime(
              bits: UInt64(datagram.bigEndianUInt32(at: start + 8)) << 32
                | UInt64(datagram.bigEndianUInt32(at: start + 12))),
            timestamp: datagram.bigEndianUInt32(at: start + 16), packets: datagram.bigEndianUInt32(at: start + 20),
            octets: datagram.bigEndianUInt32(at: start + 24)))
      case Kind.receiverReport:
        guard end - start >= 8 else { continue }
        begin(blocks: min(count, (end - start - 8) / ReportBlock.bytes), at: start + 8)
        return .receiverReport(source: datagram.bigEndianUInt32(at: start + 4))
      case Kind.bye:
        itemsAreBlocks = false
        itemsLeft = min(count, (end - start - 4) / 4)
        item = start + 4
      default:
        break
      }
    }
  }

  private mutating func begin(blocks: Int, at start: Int) {
    itemsAreBlocks = true
    itemsLeft = blocks
    item = start
  }
}
