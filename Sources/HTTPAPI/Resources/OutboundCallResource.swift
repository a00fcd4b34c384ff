import Exchange
import Hummingbird
import Identifiers

/// `/v1/outbound-calls`
struct OutboundCallResource: Sendable {
  let calls: any OutboundCalls
  let idempotency: Idempotency

  var endpoints: [Endpoint] { [Endpoint(.post, "/v1/outbound-calls", scope: .call, place)] }

  @Sendable private func place(_ request: Request, _ context: APIContext) async throws -> Answer {
    let workspace = try context.authorized()
    let body = try await RequestBody.read(request)
    return try await idempotency.once(request, context, body: body) {
      let order = try OutboundCallFields.read(body.members, workspace: workspace)
      do {
        return Answer(.created, ["conversation_id": .id(try await calls.place(order))])
      } catch let refusal as OutboundRefusal {
        throw OutboundCallFields.error(refusal)
      }
    }
  }
}
