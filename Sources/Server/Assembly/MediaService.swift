import Calls
import ServiceLifecycle

/// Passes what media threads notice on to their calls.
struct MediaService: Service {
  let media: MediaFloor

  func run() async throws {
    await cancelWhenGracefulShutdown { await media.run() }
  }
}
