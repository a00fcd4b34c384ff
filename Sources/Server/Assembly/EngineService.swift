import Providers
import ServiceLifecycle

/// Keeps the engines' processes running, and ends them last.
struct EngineService: Service {
  let engines: EngineCatalog

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await engines.run()
      // A catalog without processes has nothing to keep; the service still lasts as long as the server.
      await untilCancelled()
    }
  }
}

private func untilCancelled() async {
  let (never, source) = AsyncStream.makeStream(of: Never.self)
  for await _ in never {}
  source.finish()
}
