import Agents
import Carriers
import Foundation
import Hummingbird
import Identifiers

/// `/v1/phone-numbers`
struct NumberResource: Sendable {
  let store: any NumberStore
  let trunks: any TrunkStore
  let agents: any AgentStore
  let carriers: CarrierDesks
  let statuses: any TrunkStatuses
  let idempotency: Idempotency
  let ids: IDSource
  let now: @Sendable () -> Date

  var endpoints: [Endpoint] {
    [
      Endpoint(.post, "/v1/phone-numbers", create), Endpoint(.get, "/v1/phone-numbers", list),
      Endpoint(.get, "/v1/phone-numbers/:id", get), Endpoint(.patch, "/v1/phone-numbers/:id", change),
      Endpoint(.delete, "/v1/phone-numbers/:id", delete),
    ]
  }

  @Sendable private func create(_ request: Request, _ context: APIContext) async throws -> Answer {
    let workspace = try context.authorized()
    let body = try await RequestBody.read(request)
    return try await idempotency.once(request, context, body: body) {
      Answer(.created, NumberFields.show(try await importNumber(body.members, workspace)))
    }
  }

  private func importNumber(
    _ members: [String: JSONValue], _ workspace: ID<Workspace>
  ) async throws -> PhoneNumber {
    let draft = try NumberFields.readNew(members)
    if let agent = draft.agent { try await requireAgent(agent, workspace) }
    do {
      return try await draft.source == .byoc ? hang(draft, workspace) : provision(draft, workspace)
    } catch CarrierStoreError.numberTaken {
      throw APIError.conflict("\(draft.e164 ?? "the number") is imported already, here or in another workspace")
    } catch CarrierStoreError.quotaReached(CarrierQuota.numbers) {
      throw APIError(
        status: .unprocessableContent, code: "phone_number_quota_reached",
        message: "this workspace has its \(CarrierQuota.numbers) phone numbers; delete one first",
        details: ["limit": .integer(Int64(CarrierQuota.numbers))])
    } catch CarrierStoreError.quotaReached(let limit) {
      throw TrunkResource.full(limit)
    } catch CarrierStoreError.referenceMissing {
      throw Self.missingTrunk
    } catch let refusal as CarrierRefusal {
      throw APIError(refusal)
    }
  }

  private func hang(_ draft: NumberDraft, _ workspace: ID<Workspace>) async throws -> PhoneNumber {
    guard let id = draft.trunk, let trunk = try await trunks.trunk(id, in: workspace) else { throw Self.missingTrunk }
    let number = try draft.number(id: ids.make(), in: workspace, on: trunk, at: now())
    try await store.insert(number)
    return number
  }

  private func provision(_ draft: NumberDraft, _ workspace: ID<Workspace>) async throws -> PhoneNumber {
    guard let source = draft.source, let carrier = carriers[source] else { throw Self.unconfigured(draft.source) }
    let number = try draft.provisioningNumber(id: ids.make(), in: workspace, at: now())
    let provisioned = try await carrier.provision(number, with: draft.twilio)
    await statuses.trunksChanged()
    return provisioned
  }

  @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Answer {
    var query = ListQuery(request)
    let agent: ID<Agent>? = query.id("agent_id")
    let filter = NumberFilter(source: query.choice("source"), agent: agent?.ulid, trunk: query.id("trunk_id"))
    try query.finish()
    let numbers = try await store.numbers(in: try context.authorized(), filter: filter, page: query.page)
    return .list("numbers", numbers, NumberFields.show)
  }

  @Sendable private func get(_ request: Request, _ context: APIContext) async throws -> Answer {
    Answer(.ok, NumberFields.show(try await number(context)))
  }

  @Sendable private func change(_ request: Request, _ context: APIContext) async throws -> Answer {
    let number = try await number(context)
    var changed = try NumberFields.apply(try await RequestBody.read(request).members, to: number)
    if let agent = changed.agent, agent != number.agent { try await requireAgent(agent, number.workspace) }
    changed.updatedAt = now()
    do {
      guard try await store.update(changed) else { throw Self.missing }
    } catch CarrierStoreError.referenceMissing {
      throw Self.missingAgent
    }
    return Answer(.ok, NumberFields.show(changed))
  }

  @Sendable private func delete(_ request: Request, _ context: APIContext) async throws -> Answer {
    let number = try await number(context)
    guard number.status != .provisioning else {
      throw APIError.conflict("\(number.number) is being imported; delete it when that is done")
    }
    if let carrier = carriers[number.source] {
      try await carrier.release(number)
      await statuses.trunksChanged()
    } else {
      guard try await store.deleteNumber(number.id, in: number.workspace) else { throw Self.missing }
    }
    return .noContent
  }

  private func number(_ context: APIContext) async throws -> PhoneNumber {
    guard let id = context.pathID(PhoneNumber.self),
      let number = try await store.number(id, in: try context.authorized())
    else { throw Self.missing }
    return number
  }

  private func requireAgent(_ agent: ULID, _ workspace: ID<Workspace>) async throws {
    guard try await agents.agent(ID(agent), in: workspace) != nil else { throw Self.missingAgent }
  }

  private static let missing = APIError.notFound("phone_number_not_found", "phone number")
  private static let missingAgent = APIError.missingReference("agent_not_found", "agent", field: "agent_id")
  private static let missingTrunk = APIError.missingReference("sip_trunk_not_found", "SIP trunk", field: "trunk_id")

  private static func unconfigured(_ source: PhoneNumber.Source?) -> APIError {
    let name = source?.rawValue ?? "this source"
    return APIError(
      status: .unprocessableContent, code: "carrier_not_configured",
      message: "this server imports no \(name) numbers: "
        + "create a SIP trunk for the carrier and import the number with source byoc and its trunk_id")
  }
}
