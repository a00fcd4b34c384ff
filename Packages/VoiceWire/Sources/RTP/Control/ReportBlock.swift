/// What a receiver tells about one source (RFC 3550 §6.4.1).
public struct ReportBlock: Equatable, Sendable {
  static let bytes = 24

  /// SSRC reported on.
  public var source: UInt32
  /// Lost since the last report, in 1/256.
  public var fractionLost: UInt8
  /// Lost since the start, 24 bits signed; duplicates make it negative.
  public var packetsLost: Int32
  /// With the count of wraps in the upper 16 bits.
  public var highestSequence: UInt32
  /// In ticks of the media clock.
  public var jitter: UInt32
  /// `NTPTime.middle` of the last sender report, zero if there was none.
  public var lastSenderReport: UInt32
  /// In 1/65536 s.
  public var delaySinceLastSenderReport: UInt32

  public init(
    source: UInt32, fractionLost: UInt8 = 0, packetsLost: Int32 = 0, highestSequence: UInt32 = 0, jitter: UInt32 = 0,
    lastSenderReport: UInt32 = 0, delaySinceLastSenderReport: UInt32 = 0
  ) {
    self.source = source
    self.fractionLost = fractionLost
    self.packetsLost = packetsLost
    self.highestSequence = highestSequence
    self.jitter = jitter
    self.lastSenderReport = lastSenderReport
    self.delaySinceLastSenderReport = delaySinceLastSenderReport
  }

  /// The caller has checked that 24 bytes follow `offset`.
  init(_ bytes: Span<UInt8>, at offset: Int) {
    source = bytes.bigEndianUInt32(at: offset)
    let lost = bytes.bigEndianUInt32(at: offset + 4)
    fractionLost = UInt8(truncatingIfNeeded: lost >> 24)
    packetsLost = Int32(bitPattern: lost << 8) >> 8
    highestSequence = bytes.bigEndianUInt32(at: offset + 8)
    jitter = bytes.bigEndianUInt32(at: offset + 12)
    lastSenderReport = bytes.bigEndianUInt32(at: offset + 16)
    delaySinceLastSenderReport = bytes.bigEndianUInt32(at: offset + 20)
  }

  func write(into bytes: inout MutableSpan<UInt8>, at offset: Int) {
    let lost = min(max(packetsLost, -0x80_0000), 0x7F_FFFF)
    bytes.setBigEndian(source, at: offset)
    bytes.setBigEndian(UInt32(fractionLost) << 24 | UInt32(bitPattern: lost) & 0xFF_FFFF, at: offset + 4)
    bytes.setBigEndian(highestSequence, at: offset + 8)
    bytes.setBigEndian(jitter, at: offset + 12)
    bytes.setBigEndian(lastSenderReport, at: offset + 16)
    bytes.setBigEndian(delaySinceLastSenderReport, at: offset + 20)
  }
}
