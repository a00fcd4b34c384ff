import Calls
import Exchange
import ServiceLifecycle

/// Runs every call and keeps in touch with trunks. At a shutdown it takes no more calls, hangs up those in progress, ends
/// the registrations at providers, and closes SIP when the calls are over.
struct TelephoneService: Service {
  let edge: TelephoneEdge
  let switchboard: Switchboard
  let trunkWatch: TrunkWatch

  func run() async throws {
    await withGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        group.addTask { await trunkWatch.run() }
        await switchboard.run(edge.phone)
      }
    } onGracefulShutdown: {
      edge.drain()
      Task { await switchboard.close() }
    }
    await trunkWatch.leave()
    await edge.stop()
  }
}
