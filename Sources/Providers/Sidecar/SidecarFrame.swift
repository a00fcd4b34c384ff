/// One message between the server and the voice sidecar.
///
/// On the wire: the length of what follows (4 bytes), the kind (1 byte), the request (4 bytes), the payload; numbers are
/// little-endian. `scripts/speech/voice_sidecar.py` is the other end.
struct SidecarFrame: Sendable, Equatable {
  enum Kind: UInt8, Sendable {
    /// To the sidecar: speak; the payload is JSON with `text` and `speed`.
    case speak = 0x53  // S
    /// To the sidecar: forget a request.
    case cancel = 0x43  // C
    /// To the sidecar: answer at once.
    case ping = 0x50  // P
    /// From the sidecar, once: it can speak now; the payload is JSON with `version`.
    case ready = 0x52  // R
    /// From the sidecar: some speech, 16-bit PCM, 24 kHz.
    case audio = 0x41  // A
    /// From the sidecar: a request is done.
    case end = 0x45  // E
    /// From the sidecar: a request failed; the payload is a sentence.
    case failure = 0x46  // F
    /// From the sidecar: the answer to a ping.
    case pong = 0x4F  // O
  }

  var kind: Kind
  var request: UInt32
  var payload: [UInt8]

  init(_ kind: Kind, request: UInt32 = 0, payload: [UInt8] = []) {
    self.kind = kind
    self.request = request
    self.payload = payload
  }
}
