/// A request of ours inside a dialog that has no final response.
struct OwnRequest: Sendable {
  enum Purpose: Hashable, Sendable {
    case bye
    case prack
    case info
    case options
    /// A re-INVITE or UPDATE: see `Leg.reinvitation`.
    case reinvitation
    case refer
    /// A NOTIFY that says how a transfer asked of us goes.
    case notify
  }

  var request: SIPRequest
  let purpose: Purpose
  /// Whose dialog: the peer's tag.
  let remoteTag: String
  /// How often it was tried again after a response that said how.
  let attempt: Int
  /// The reliable provisional responses to a re-INVITE (RFC 3262 §4).
  var provisionals = ProvisionalSequence()
}
