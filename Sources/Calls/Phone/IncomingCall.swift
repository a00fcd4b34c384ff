/// A call that came, and what it says of itself.
public struct IncomingCall: Sendable {
  public let call: Call
  public let invitation: CallInvitation

  init(_ call: Call, _ invitation: CallInvitation) {
    self.call = call
    self.invitation = invitation
  }
}
