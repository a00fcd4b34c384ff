internal import NIOCore
internal import SIP

/// Whom a connection tells of its life. Called on the loop of the connection.
protocol ConnectionOwner: AnyObject {
  /// Gives the connection its flow, or nil to have it closed. `dialled` is the address we asked for, nil when the peer
  /// came to us.
  func connectionOpened(_ channel: any Channel, dialled: HostPort?) -> Flow?
  func received(_ frame: SIPStreamFramer.Frame, over flow: Flow)
  /// False keeps a silent connection open.
  func mayClose(_ flow: Flow) -> Bool
  func connectionClosed(_ flow: Flow)
}
