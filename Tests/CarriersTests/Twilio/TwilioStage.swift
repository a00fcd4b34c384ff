import Carriers
import Foundation
import Identifiers
import Logging
import Synchronization

/// A Twilio, a store, and a desk that can be made anew as after a crash.
struct TwilioStage: Sendable {
  static let number = "+12025551234"
  static let second = "+12025551235"

  let twilio: ScriptedTwilio
  let store = MemoryCarrierStore()
  let workspace: ID<Workspace> = ID(ULID(high: 0, low: 1))
  private let ids: IDSource

  init(_ numbers: String...) {
    twilio = ScriptedTwilio(numbers: numbers.isEmpty ? [Self.number, Self.second] : numbers)
    let count = Counter()
    ids = IDSource { count.next() }
  }

  private final class Counter: Sendable {
    private let count = Mutex<UInt64>(100)
    func next() -> ULID {
      count.withLock {
        $0 += 1
        return ULID(high: 0, low: $0)
      }
    }
  }

  /// A desk as a start of the server makes it.
  func desk(at address: String? = "203.0.113.9:5060") -> TwilioDesk {
    TwilioDesk(
      CarrierEquipment(
        http: twilio, links: store, numbers: store, trunks: store, ids: ids,
        now: { Date(timeIntervalSince1970: 1_800_000_000) }, pause: { _ in },
        log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }), sipAddress: { address }, random: { 5 })
  }

  func importNumber(
    _ e164: String = number, by desk: TwilioDesk? = nil, token: String = ScriptedTwilio.token
  ) async throws -> PhoneNumber {
    let credentials = TwilioCredentials(accountSID: ScriptedTwilio.account, authToken: token)
    let draft = NumberDraft(e164: e164, source: .twilio, twilio: credentials)
    let number = try draft.provisioningNumber(id: ids.make(), in: workspace, at: Date(timeIntervalSince1970: 1))
    return try await (desk ?? self.desk()).provision(number, with: credentials)
  }

  /// What an import is refused with.
  func refusal(_ e164: String = number, token: String = ScriptedTwilio.token) async throws -> CarrierRefusal? {
    do {
      _ = try await importNumber(e164, token: token)
      return nil
    } catch let refusal as CarrierRefusal { return refusal }
  }

  /// Nothing of ours is at Twilio or in the store.
  var isClean: Bool {
    twilio.now.isEmpty && store.now.links.isEmpty && store.now.numbers.isEmpty && store.now.trunks.isEmpty
  }
}
