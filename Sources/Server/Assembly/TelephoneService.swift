import Calls
import Exchange
import ServiceLifecycle

/// Runs every call. At a shutdown it takes no more calls, hangs up those in progress, and closes SIP when they are over.
struct TelephoneService: Service {
  let edge: TelephoneEdge
  let switchboard: Switchboard

  func run() async throws {
    await withGracefulShutdownHandler {
      await switchboard.run(edge.phone.incoming)
    } onGracefulShutdown: {
      edge.drain()
      Task { await switchboard.close() }
    }
    await edge.stop()
  }
}
