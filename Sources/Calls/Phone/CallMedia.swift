public import Audio
public import SDP

/// The open media of one call: a pair of ports, and the session that moves sound between them and a seat.
/// Callable from any thread; changes take effect on the call's media thread.
public protocol CallMedia: Sendable {
  /// Where our end listens.
  var localPort: UInt16 { get }
  /// Begins to send and to listen, or goes on as newly agreed.
  func apply(_ media: AgreedMedia)
  /// Connects the sound; before that, the far end hears silence and what it says is dropped.
  ///
  /// - Parameter rate: of the seat's frames.
  func connect(_ seat: any CallSeat & Sendable, rate: SampleRate, recording: CallRecording?)
  /// A call of ours, connected while it rang, was answered.
  func answered(recording: CallRecording?)
  /// Dials keys to the far end.
  func dial(_ keys: String, by method: KeyMethod)
  /// Says goodbye by RTCP and gives the ports back.
  func close()
  /// Nil until it runs for a second.
  var quality: MediaQuality? { get }
}

/// Opens the media of calls.
public protocol MediaDesk: Sendable {
  /// Takes a pair of ports.
  ///
  /// - Parameter onEvent: called on a thread of the media's own; must not block.
  /// - Throws: ``MediaRefusal`` with status 503 when no ports are free.
  func open(onEvent: @escaping @Sendable (CallEvent) -> Void) throws(MediaRefusal) -> any CallMedia
}
