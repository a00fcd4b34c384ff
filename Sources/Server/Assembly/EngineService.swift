import Providers
import ServiceLifecycle

/// Keeps the engines' processes running, and ends them last.
struct EngineService: Service {
  let engines: EngineCatalog

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      async let warm: Void = engines.warmUp()
      await engines.run()
      await warm
      // A catalog without processes has nothing to keep; the service still lasts as long as the server.
      try? await gracefulShutdown()
    }
  }
}
