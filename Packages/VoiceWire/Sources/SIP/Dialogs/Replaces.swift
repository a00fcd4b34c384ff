/// Which dialog a new call takes the place of: the Replaces header (RFC 3891 §6.1), tags as its receiver sees them.
public struct Replaces: Hashable, Sendable {
  public var callID: String
  /// The tag of the one who receives the INVITE.
  public var toTag: String
  /// The tag of the one he is talking to.
  public var fromTag: String
  /// Only while the dialog is not confirmed.
  public var isEarlyOnly: Bool

  public init(callID: String, toTag: String, fromTag: String, isEarlyOnly: Bool = false) {
    self.callID = callID
    self.toTag = toTag
    self.fromTag = fromTag
    self.isEarlyOnly = isEarlyOnly
  }

  /// What the peer of the dialog would call it.
  public init(peerOf dialog: DialogID) {
    self.init(callID: dialog.callID, toTag: dialog.remoteTag, fromTag: dialog.localTag)
  }

  /// Reads a header value; nil when Call-ID or a tag is missing.
  public init?(_ text: String) {
    var reader = FieldReader(text)
    reader.skipSpaces()
    let callID = FieldReader.trimmed(Array(reader.run { $0 != 0x3B }.utf8))
    guard !callID.isEmpty, let parameters = reader.parameters(), let toTag = parameters["to-tag"],
      let fromTag = parameters["from-tag"]
    else { return nil }
    self.init(callID: callID, toTag: toTag, fromTag: fromTag, isEarlyOnly: parameters.contains("early-only"))
  }

  /// The dialog as its receiver keeps it. A tag of `0` stands for none, as RFC 2543 elements have it (RFC 3891 §6.1).
  public var dialogID: DialogID {
    DialogID(callID: callID, localTag: toTag == "0" ? "" : toTag, remoteTag: fromTag == "0" ? "" : fromTag)
  }
}

extension Replaces: CustomStringConvertible {
  public var description: String {
    func written(_ tag: String) -> String { tag.isEmpty ? "0" : tag }
    return "\(callID);to-tag=\(written(toTag));from-tag=\(written(fromTag))" + (isEarlyOnly ? ";early-only" : "")
  }
}
