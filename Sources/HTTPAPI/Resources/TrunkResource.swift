import Carriers
import Foundation
import Hummingbird
import Identifiers

/// `/v1/sip-trunks`
struct TrunkResource: Sendable {
  let store: any TrunkStore
  let statuses: any TrunkStatuses
  let tester: any TrunkTester
  let ids: IDSource
  let now: @Sendable () -> Date

  var endpoints: [Endpoint] {
    [
      Endpoint(.post, "/v1/sip-trunks", create), Endpoint(.get, "/v1/sip-trunks", list),
      Endpoint(.get, "/v1/sip-trunks/:id", get), Endpoint(.patch, "/v1/sip-trunks/:id", change),
      Endpoint(.delete, "/v1/sip-trunks/:id", delete), Endpoint(.post, "/v1/sip-trunks/:id/test", test),
      Endpoint(.get, "/v1/carrier-presets", presets),
    ]
  }

  @Sendable private func create(_ request: Request, _ context: APIContext) async throws -> Answer {
    let workspace = try context.authorized()
    let draft = try TrunkFields.read(try await RequestBody.read(request).members)
    let time = now()
    let trunk = try draft.trunk(id: ids.make(), in: workspace, createdAt: time, updatedAt: time)
    do {
      try await store.insert(trunk)
    } catch CarrierStoreError.quotaReached(let limit) {
      throw Self.full(limit)
    }
    await statuses.trunksChanged()
    return Answer(.created, await show(trunk))
  }

  @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Answer {
    var query = ListQuery(request)
    try query.finish()
    let trunks = try await store.trunks(in: try context.authorized(), page: query.page)
    let statuses = await statuses.statuses(of: trunks.elements.map(\.id))
    return .list("trunks", trunks) { TrunkFields.show($0, statuses[$0.id] ?? TrunkStatus()) }
  }

  @Sendable private func get(_ request: Request, _ context: APIContext) async throws -> Answer {
    Answer(.ok, await show(try await trunk(context)))
  }

  @Sendable private func change(_ request: Request, _ context: APIContext) async throws -> Answer {
    let trunk = try await trunk(context)
    let patch = try await RequestBody.read(request).members
    let draft = try TrunkFields.read(TrunkFields.writable(trunk).merged(with: patch), patch: patch)
    let changed = try draft.trunk(
      id: trunk.id, in: trunk.workspace, createdAt: trunk.createdAt, updatedAt: now())
    guard try await store.update(changed) else { throw Self.missing }
    await statuses.trunksChanged()
    return Answer(.ok, await show(changed))
  }

  @Sendable private func delete(_ request: Request, _ context: APIContext) async throws -> Answer {
    let workspace = try context.authorized()
    var query = ListQuery(request)
    let force = query.flag("force") ?? false
    try query.finish()
    guard let id = context.pathID(Trunk.self) else { throw Self.missing }
    do {
      guard try await store.deleteTrunk(id, in: workspace, force: force) else { throw Self.missing }
    } catch CarrierStoreError.inUse {
      throw APIError.conflict(
        "phone numbers hang on this trunk; delete them first, or add ?force=true, which leaves them unroutable")
    }
    await statuses.trunksChanged()
    return .noContent
  }

  @Sendable private func test(_ request: Request, _ context: APIContext) async throws -> Answer {
    let trunk = try await trunk(context)
    guard let seen = await tester.test(trunk) else {
      throw APIError(
        status: .unprocessableContent, code: "trunk_not_outbound_capable",
        message: "this trunk has no sip_address, so that nothing can be sent to its other end; set one")
    }
    return Answer(.ok, TrunkTestFields.show(seen, of: trunk))
  }

  @Sendable private func presets(_ request: Request, _ context: APIContext) async throws -> Answer {
    _ = try context.authorized()
    return Answer(.ok, ["presets": .array(CarrierPreset.all.map(TrunkTestFields.show))])
  }

  private func show(_ trunk: Trunk) async -> JSONValue {
    TrunkFields.show(trunk, await statuses.statuses(of: [trunk.id])[trunk.id] ?? TrunkStatus())
  }

  private func trunk(_ context: APIContext) async throws -> Trunk {
    guard let id = context.pathID(Trunk.self),
      let trunk = try await store.trunk(id, in: try context.authorized())
    else { throw Self.missing }
    return trunk
  }

  private static let missing = APIError.notFound("sip_trunk_not_found", "SIP trunk")

  static func full(_ limit: Int) -> APIError {
    APIError(
      status: .unprocessableContent, code: "sip_trunk_quota_reached",
      message: "this workspace has its \(limit) SIP trunks; delete one first",
      details: ["limit": .integer(Int64(limit))])
  }
}
