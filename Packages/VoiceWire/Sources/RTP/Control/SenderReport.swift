/// What a sender tells about itself (RFC 3550 §6.4.1).
public struct SenderReport: Equatable, Sendable {
  public var source: UInt32
  public var time: NTPTime
  /// The media clock at `time`.
  public var timestamp: UInt32
  public var packets: UInt32
  /// Payload bytes, without headers.
  public var octets: UInt32

  public init(source: UInt32, time: NTPTime, timestamp: UInt32, packets: UInt32, octets: UInt32) {
    self.source = source
    self.time = time
    self.timestamp = timestamp
    self.packets = packets
    self.octets = octets
  }
}
