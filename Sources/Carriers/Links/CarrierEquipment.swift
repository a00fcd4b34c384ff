public import Foundation
public import Identifiers
public import Logging

/// What every carrier's desk works with.
public struct CarrierEquipment: Sendable {
  public var http: any CarrierHTTP
  public var links: any CarrierLinkStore
  public var numbers: any NumberStore
  public var trunks: any TrunkStore
  public var ids: IDSource
  public var now: @Sendable () -> Date
  public var pause: @Sendable (Duration) async throws -> Void
  public var log: Logger

  public init(
    http: any CarrierHTTP, links: any CarrierLinkStore, numbers: any NumberStore, trunks: any TrunkStore,
    ids: IDSource, now: @escaping @Sendable () -> Date,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }, log: Logger
  ) {
    self.http = http
    self.links = links
    self.numbers = numbers
    self.trunks = trunks
    self.ids = ids
    self.now = now
    self.pause = pause
    self.log = log
  }

  var patientHTTP: PatientHTTP { PatientHTTP(http: http, pause: pause) }
}
