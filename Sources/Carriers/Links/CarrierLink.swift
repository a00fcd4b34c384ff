public import Foundation
public import Identifiers

/// What a workspace has at one account of a carrier: written down before each step there, so that a crash leaves
/// nothing that nobody knows of.
public struct CarrierLink: Hashable, Sendable {
  public var id: ULID
  public var workspace: ID<Workspace>
  public var carrier: PhoneNumber.Source
  /// The carrier's id of the account.
  public var account: String
  /// JSON that only the carrier's own folder reads.
  public var state: String
  /// Credentials, encrypted at rest; JSON too.
  public var secret: String
  public var updatedAt: Date

  public init(
    id: ULID, workspace: ID<Workspace>, carrier: PhoneNumber.Source, account: String, state: String, secret: String,
    updatedAt: Date
  ) {
    self.id = id
    self.workspace = workspace
    self.carrier = carrier
    self.account = account
    self.state = state
    self.secret = secret
    self.updatedAt = updatedAt
  }
}
