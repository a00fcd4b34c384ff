/// Counts what we send, for sender reports, and learns from the peer's reports how it fares (RFC 3550 §6.4).
public struct TransmissionStatistics: Sendable {
  public private(set) var packets: UInt32 = 0
  public private(set) var octets: UInt32 = 0
  /// Of this source and those before it.
  public private(set) var packetsOfAllSources: Int64 = 0
  /// What the peer said it lost since its report before, 0…1.
  public private(set) var remoteFractionLost = 0.0
  public private(set) var remotePacketsLost: Int32 = 0
  /// From us to the peer and back, without the peer's own delay; nil until a report allowed to compute it.
  public private(set) var roundTrip: Duration?

  public init() {}

  /// We go on as another source, whose counts begin at zero (RFC 3550 §6.4.1); what is known of the path stays.
  public mutating func beginSource() {
    packets = 0
    octets = 0
    remotePacketsLost = 0
  }

  public mutating func record(payloadBytes: Int) {
    packets &+= 1
    packetsOfAllSources &+= 1
    octets &+= UInt32(truncatingIfNeeded: payloadBytes)
  }

  /// Takes a block about us: A − LSR − DLSR is the round trip. Values that cannot be (negative, over a minute) are
  /// ignored.
  public mutating func record(_ block: ReportBlock, at now: Duration) {
    remoteFractionLost = Double(block.fractionLost) / 256
    remotePacketsLost = block.packetsLost
    guard block.lastSenderReport != 0 else { return }
    let elapsed = NTPTime(now).middle &- block.lastSenderReport &- block.delaySinceLastSenderReport
    guard elapsed < 60 << 16 else { return }
    roundTrip = .microseconds(Int64(elapsed) * 1_000_000 / 65536)
  }

  public func report(source: UInt32, timestamp: UInt32, at now: Duration) -> SenderReport {
    SenderReport(source: source, time: NTPTime(now), timestamp: timestamp, packets: packets, octets: octets)
  }
}
