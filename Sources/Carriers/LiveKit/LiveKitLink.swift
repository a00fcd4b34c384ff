import Foundation
import Identifiers

/// A link for one number at LiveKit, as the desk works with it.
struct LiveKitLink: Sendable {
  private var stored: CarrierLink
  var holdings: LiveKitHoldings

  var id: ULID { stored.id }
  var workspace: ID<Workspace> { stored.workspace }

  init(_ number: PhoneNumber, at now: Date) {
    // The project is the configuration's, so that the number itself stands where other carriers have an account.
    stored = CarrierLink(
      id: number.id.ulid, workspace: number.workspace, carrier: .livekit, account: number.number.description, state: "",
      secret: "", updatedAt: now)
    holdings = LiveKitHoldings(
      goal: .importing, row: number.id, number: number.number.description,
      name: "trunkline \(number.workspace) \(number.number)")
  }

  /// Nil when it cannot be read.
  init?(_ stored: CarrierLink) {
    guard let holdings = try? JSONDecoder().decode(LiveKitHoldings.self, from: Data(stored.state.utf8)) else {
      return nil
    }
    self.stored = stored
    self.holdings = holdings
  }

  mutating func sealed(at now: Date) throws -> CarrierLink {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    stored.state = String(decoding: try encoder.encode(holdings), as: UTF8.self)
    stored.updatedAt = now
    return stored
  }
}
