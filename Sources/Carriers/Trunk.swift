public import Foundation
public import Identifiers

/// A SIP trunk: how calls reach us from a carrier or PBX and how ours reach it.
@dynamicMemberLookup
public struct Trunk: Identified, Hashable, Sendable, Codable {
  public static let idPrefix = "trunk"

  public var id: ID<Trunk>
  public var workspace: ID<Workspace>
  public var name: String
  public var kind: Kind
  public var direction: Direction
  /// Where calls may come from; empty: from anywhere.
  public var allowedAddresses: [AddressRange]
  public var settings: TrunkSettings
  public var createdAt: Date
  public var updatedAt: Date

  public init(
    id: ID<Trunk>, workspace: ID<Workspace>, name: String, kind: Kind, direction: Direction,
    allowedAddresses: [AddressRange] = [], settings: TrunkSettings = TrunkSettings(), createdAt: Date, updatedAt: Date
  ) {
    self.id = id
    self.workspace = workspace
    self.name = name
    self.kind = kind
    self.direction = direction
    self.allowedAddresses = allowedAddresses
    self.settings = settings
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }

  /// A member of ``settings``.
  public subscript<Value>(dynamicMember member: WritableKeyPath<TrunkSettings, Value>) -> Value {
    get { settings[keyPath: member] }
    set { settings[keyPath: member] = newValue }
  }
}
