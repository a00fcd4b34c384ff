public import Identifiers

/// Where links to carriers are kept.
public protocol CarrierLinkStore: Sendable {
  /// Those of every workspace, oldest first.
  func links(to carrier: PhoneNumber.Source) async throws -> [CarrierLink]
  func link(
    to carrier: PhoneNumber.Source, account: String, in workspace: ID<Workspace>
  ) async throws -> CarrierLink?
  /// Makes it or takes its place.
  func save(_ link: CarrierLink) async throws
  func deleteLink(_ id: ULID) async throws
  /// In one commit: the link as it is now, the number in service on its trunk, and the trunk where it is new.
  ///
  /// - Throws: ``CarrierStoreError/quotaReached(limit:)`` at the 21st trunk; ``CarrierStoreError/referenceMissing`` when
  ///   the number, its agent or its trunk is gone.
  func settle(_ link: CarrierLink, number: PhoneNumber, newTrunk: Trunk?) async throws
  /// In one commit: the link as it is now, and the number gone.
  func withdraw(_ link: CarrierLink, number: ID<PhoneNumber>) async throws
  /// Takes away the numbers whose import a crash cut short; returns how many.
  func forgetProvisioningNumbers() async throws -> Int
}
