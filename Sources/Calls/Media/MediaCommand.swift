public import SDP

/// What may be asked of the media of a call while it runs.
public enum MediaCommand: Sendable {
  /// Offer and answer agreed anew: hold, resume, another address or encoding.
  case renegotiate(AgreedMedia)
  /// Dials keys in their order; other characters are left out. `.info` is not for the media: it does nothing.
  case dial(String, by: KeyMethod = .auto)
  /// What was heard so far came before the answer: from now on both sides go into the recording, and silence counts.
  case answered(recording: CallRecording?)
}
