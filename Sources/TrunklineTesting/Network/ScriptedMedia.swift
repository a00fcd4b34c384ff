public import Audio
public import Calls
public import SDP
import Synchronization

/// Media without sockets: remembers what it was told.
public final class ScriptedMedia: CallMedia {
  public struct State: Sendable {
    public var applied: [AgreedMedia] = []
    public var dialled: [String] = []
    public var isClosed = false
    public var isConnected = false
    public var onEvent: (@Sendable (CallEvent) -> Void)?
  }

  public let localPort: UInt16
  private let guarded: Mutex<State>

  init(localPort: UInt16, onEvent: @escaping @Sendable (CallEvent) -> Void) {
    self.localPort = localPort
    guarded = Mutex(State(onEvent: onEvent))
  }

  public var state: State { guarded.withLock { $0 } }
  public var quality: MediaQuality? { state.applied.last.map { MediaQuality(encoding: $0.encoding) } }
  public func apply(_ media: AgreedMedia) { guarded.withLock { $0.applied.append(media) } }
  public func dial(_ keys: String, by method: KeyMethod) { guarded.withLock { $0.dialled.append(keys) } }
  public func answered(recording: CallRecording?) {}
  public func close() { guarded.withLock { $0.isClosed = true } }
  public func connect(_ seat: any CallSeat & Sendable, rate: SampleRate, recording: CallRecording?) {
    guarded.withLock { $0.isConnected = true }
  }
}

/// Opens scripted media on ports 16384, 16386, …
public final class ScriptedMediaDesk: MediaDesk {
  private let opened = Mutex<[ScriptedMedia]>([])
  private let limit: Int

  public init(limit: Int = 100) { self.limit = limit }

  public var all: [ScriptedMedia] { opened.withLock { $0 } }

  public func open(onEvent: @escaping @Sendable (CallEvent) -> Void) throws(MediaRefusal) -> any CallMedia {
    let media: ScriptedMedia? = opened.withLock { opened in
      guard opened.count < limit else { return nil }
      let media = ScriptedMedia(localPort: UInt16(16384 + 2 * opened.count), onEvent: onEvent)
      opened.append(media)
      return media
    }
    guard let media else { throw MediaRefusal(status: 503, explanation: "no ports are free") }
    return media
  }
}
