/// What is asked of one run of the sidecar and what it answered: a value, from the first frame to the lost connection.
struct SidecarSession: Sendable {
  /// What the shell is to do with what came.
  enum Effect: Sendable, Equatable {
    /// The sidecar can speak now.
    case ready(version: String)
    case speech(request: UInt32, samples: [Int16])
    case finish(request: UInt32)
    case fail(request: UInt32, message: String)
    /// The sidecar does not follow the protocol: end it.
    case abandon
  }

  private(set) var isReady = false
  /// Requests that wait for more.
  private(set) var open: Set<UInt32> = []
  private var lastRequest: UInt32 = 0
  /// Whether a ping waits for its answer.
  private(set) var awaitsPong = false

  /// A new request: its number and the frame to send.
  mutating func speak(_ text: String, speed: Double) -> SidecarFrame {
    lastRequest &+= 1
    open.insert(lastRequest)
    return SidecarFrame(.speak, request: lastRequest, payload: SpeakRequest(text: text, speed: speed).json)
  }

  /// The frame that ends a request early, nil when it has ended already.
  mutating func cancel(_ request: UInt32) -> SidecarFrame? {
    open.remove(request).map { SidecarFrame(.cancel, request: $0) }
  }

  /// The frame that asks whether the sidecar is well, nil when it still owes the last answer: then it hangs.
  mutating func ping() -> SidecarFrame? {
    guard !awaitsPong else { return nil }
    awaitsPong = true
    return SidecarFrame(.ping)
  }

  mutating func receive(_ frame: SidecarFrame) -> Effect? {
    switch frame.kind {
    case .ready:
      isReady = true
      return .ready(version: SidecarVersion(json: frame.payload)?.version ?? "unknown")
    case .pong:
      awaitsPong = false
      return nil
    case .audio:
      // What still arrives for a cancelled request has no listener.
      guard open.contains(frame.request) else { return nil }
      return .speech(request: frame.request, samples: frame.payload.pcmSamples)
    case .end:
      return open.remove(frame.request).map { .finish(request: $0) }
    case .failure:
      return open.remove(frame.request).map {
        .fail(request: $0, message: String(decoding: frame.payload, as: UTF8.self))
      }
    case .speak, .cancel, .ping:
      return .abandon
    }
  }

  /// The connection is gone; the requests that will never be answered.
  mutating func lost() -> Set<UInt32> {
    defer { self = SidecarSession() }
    return open
  }
}

extension [UInt8] {
  /// Little-endian 16-bit samples; an odd byte at the end is dropped.
  var pcmSamples: [Int16] {
    (0..<count / 2).map { Int16(bitPattern: UInt16(self[2 * $0]) | UInt16(self[2 * $0 + 1]) << 8) }
  }
}
