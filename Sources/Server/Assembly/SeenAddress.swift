import Synchronization

/// The address at which a STUN server sees this machine, once the telephone has asked.
final class SeenAddress: Sendable {
  private let address = Mutex<String?>(nil)

  var value: String? { address.withLock { $0 } }

  func learn(_ seen: String?) { address.withLock { $0 = seen } }
}
