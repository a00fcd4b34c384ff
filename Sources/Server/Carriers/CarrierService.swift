import Carriers
import ServiceLifecycle

/// Undoes at carriers what a crash cut short, and from time to time what could not be undone before.
struct CarrierService: Service {
  let carriers: CarrierDesks

  private static let interval = Duration.seconds(600)

  func run() async throws {
    await cancelWhenGracefulShutdown {
      repeat { await carriers.recover() } while (try? await Task.sleep(for: Self.interval)) != nil
    }
  }
}
