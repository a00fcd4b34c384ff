import ServiceLifecycle
import Webhooks

/// Delivers webhooks as long as the server lasts; what is left waits for the next start.
struct CourierService: Service {
  let courier: Courier

  func run() async throws { await cancelWhenGracefulShutdown { await courier.run() } }
}
