/// How keys are told to the far end of a call.
public enum KeyMethod: String, Sendable, Hashable, CaseIterable {
  /// Named events where the far end takes them, else tones.
  case auto
  /// Named events in the media (RFC 4733). A far end that takes none is told nothing.
  case rfc4733
  /// INFO requests within the call (`application/dtmf-relay`).
  case info
  /// Tones in the sound (ITU-T Q.23).
  case inband
}
