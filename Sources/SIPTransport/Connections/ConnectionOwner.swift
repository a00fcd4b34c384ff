internal import NIOCore
internal import SIP

/// Whom a connection tells of its life. Called on the loop of the connection.
protocol ConnectionOwner: AnyObject {
  /// Gives the connection its flow, or nil to have it closed.
  func connectionOpened(_ connection: OpenedConnection) -> Flow?
  func received(_ frame: SIPStreamFramer.Frame, over flow: Flow) -> ConnectionStanding
  /// False keeps a silent connection open.
  func mayClose(_ flow: Flow) -> Bool
  func connectionClosed(_ flow: Flow)
  /// A connection of ours came to nothing: its handshake failed.
  func connectionFailed(_ target: ConnectionTarget, _ error: (any Error)?)
}

/// A connection that is ready for messages: its handshakes are done.
struct OpenedConnection {
  var channel: any Channel
  var transport: TransportProtocol
  /// What we asked for; nil when the peer came to us.
  var dialled: ConnectionTarget?
  /// True when the peer has shown a certificate that a trusted root has signed.
  var isAuthenticated: Bool
}
