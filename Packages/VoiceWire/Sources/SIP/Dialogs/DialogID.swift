/// What tells dialogs apart on this node (RFC 3261 §12).
public struct DialogID: Hashable, Sendable {
  public var callID: String
  public var localTag: String
  /// Empty for elements older than RFC 3261, which may have no tag.
  public var remoteTag: String

  public init(callID: String, localTag: String, remoteTag: String) {
    self.callID = callID
    self.localTag = localTag
    self.remoteTag = remoteTag
  }
}
