public import Foundation
public import Identifiers

/// A trunk as a client wrote it, before it is checked. Fields that were left out, or that could not be read, are nil
/// or their default.
@dynamicMemberLookup
public struct TrunkDraft: Hashable, Sendable {
  public var name: String?
  public var kind: Trunk.Kind?
  public var direction: Trunk.Direction?
  public var allowedAddresses: [String]
  public var settings: TrunkSettings

  public init(
    name: String? = nil, kind: Trunk.Kind? = nil, direction: Trunk.Direction? = nil, allowedAddresses: [String] = [],
    settings: TrunkSettings = TrunkSettings()
  ) {
    self.name = name
    self.kind = kind
    self.direction = direction
    self.allowedAddresses = allowedAddresses
    self.settings = settings
  }

  /// A member of ``settings``.
  public subscript<Value>(dynamicMember member: WritableKeyPath<TrunkSettings, Value>) -> Value {
    get { settings[keyPath: member] }
    set { settings[keyPath: member] = newValue }
  }

  /// Everything that is wrong with it, all at once; empty when it can become a trunk.
  public var problems: InvalidFields {
    var found = InvalidFields()
    noteNames(in: &found)
    noteAddresses(in: &found)
    noteAuthentication(in: &found)
    noteLimits(in: &found)
    return found
  }

  /// The trunk it describes.
  ///
  /// - Throws: ``problems``.
  public func trunk(
    id: ID<Trunk>, in workspace: ID<Workspace>, createdAt: Date, updatedAt: Date
  ) throws(InvalidFields) -> Trunk {
    let problems = problems
    guard problems.isEmpty, let name, let kind, let direction else { throw problems }
    return Trunk(
      id: id, workspace: workspace, name: name, kind: kind, direction: direction,
      allowedAddresses: allowedAddresses.compactMap(AddressRange.init), settings: settings, createdAt: createdAt,
      updatedAt: updatedAt)
  }
}
