/// A pair of bound sockets for one call: media on an even port, control on the port after it.
///
/// Whoever opened it gives it to a loop with its endpoint, or closes it.
public struct MediaLine: Sendable {
  public let id: LineID
  /// The even port, for the `m=` line.
  public let port: UInt16
  public var controlPort: UInt16 { port &+ 1 }
  let rtp: Int32
  let rtcp: Int32
}
