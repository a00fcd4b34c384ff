import Foundation
import Identifiers

/// A link to a Twilio account, as the desk works with it.
struct TwilioLink: Sendable {
  private var stored: CarrierLink
  /// Nothing of it was written down yet.
  private(set) var isNew: Bool
  var holdings: TwilioHoldings
  var secrets: TwilioSecrets

  var workspace: ID<Workspace> { stored.workspace }
  var id: ULID { stored.id }
  var credentials: TwilioCredentials {
    TwilioCredentials(accountSID: stored.account, authToken: secrets.authToken)
  }

  /// A link to an account at which this workspace has nothing yet. Its names are made of the workspace's id, so that what
  /// a lost link left behind is found again.
  init(
    id: ULID, workspace: ID<Workspace>, credentials: TwilioCredentials, origin: String, password: String, at now: Date
  ) {
    stored = CarrierLink(
      id: id, workspace: workspace, carrier: .twilio, account: credentials.accountSID, state: "", secret: "",
      updatedAt: now)
    isNew = true
    holdings = TwilioHoldings(
      name: "trunkline \(workspace.description)", origin: origin, label: "tl-" + id.description.lowercased(),
      username: "tl" + workspace.ulid.description.lowercased())
    secrets = TwilioSecrets(authToken: credentials.authToken, password: password)
  }

  /// Nil when it cannot be read.
  init?(_ stored: CarrierLink) {
    let decoder = JSONDecoder()
    guard let holdings = try? decoder.decode(TwilioHoldings.self, from: Data(stored.state.utf8)),
      let secrets = try? decoder.decode(TwilioSecrets.self, from: Data(stored.secret.utf8))
    else { return nil }
    self.stored = stored
    self.holdings = holdings
    self.secrets = secrets
    isNew = false
  }

  /// As it is to be written down.
  mutating func sealed(at now: Date) throws -> CarrierLink {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    stored.state = String(decoding: try encoder.encode(holdings), as: UTF8.self)
    stored.secret = String(decoding: try encoder.encode(secrets), as: UTF8.self)
    stored.updatedAt = now
    isNew = false
    return stored
  }
}
