public import SDP

/// The open media of one call: a pair of ports, and the session that moves sound between them and a seat.
/// Callable from any thread; changes take effect on the call's media thread.
public protocol CallMedia: Sendable {
  /// Where our end listens.
  var localPort: UInt16 { get }
  /// Begins to send and to listen, or goes on as newly agreed.
  func apply(_ media: AgreedMedia)
  /// Connects the sound; before that, the far end hears silence and what it says is dropped.
  func connect(_ seat: any CallSeat & Sendable, recording: CallRecording?)
  /// Says goodbye by RTCP and gives the ports back.
  func close()
  var quality: MediaQuality { get }
}

/// Opens the media of calls.
public protocol MediaDesk: Sendable {
  /// Takes a pair of ports.
  ///
  /// - Parameter onEvent: called on a thread of the media's own; must not block.
  /// - Throws: ``MediaRefusal`` with status 503 when no ports are free.
  func open(onEvent: @escaping @Sendable (CallEvent) -> Void) throws(MediaRefusal) -> any CallMedia
}

/// How a call's media fared so far.
public struct MediaQuality: Sendable, Hashable {
  /// Like `PCMU`.
  public var codec: String?
  public var packetsReceived: Int
  public var packetsSent: Int
  public var packetsLost: Int
  public var jitterMilliseconds: Double
  /// Estimated mean opinion score, 1 to 4.5 (ITU-T G.107); nil before anything was heard.
  public var mos: Double?

  public init(
    codec: String? = nil, packetsReceived: Int = 0, packetsSent: Int = 0, packetsLost: Int = 0,
    jitterMilliseconds: Double = 0, mos: Double? = nil
  ) {
    self.codec = codec
    self.packetsReceived = packetsReceived
    self.packetsSent = packetsSent
    self.packetsLost = packetsLost
    self.jitterMilliseconds = jitterMilliseconds
    self.mos = mos
  }
}
