import Agents
import Exchange
import Foundation
import Hummingbird
import Identifiers

/// `/v1/conversations`
struct ConversationResource: Sendable {
  let records: any CallRecordReader
  let webhooks: any WebhookDeliveryReader
  let liveCalls: any LiveCalls
  let recordings: RecordingFolder

  var endpoints: [Endpoint] {
    [
      Endpoint(.get, "/v1/conversations", list), Endpoint(.get, "/v1/conversations/:id", get),
      Endpoint(.delete, "/v1/conversations/:id", delete), Endpoint(.get, "/v1/conversations/:id/messages", messages),
      Endpoint(.get, "/v1/conversations/:id/events", events),
      Endpoint(.get, "/v1/conversations/:id/webhook-deliveries", deliveries),
      Endpoint(.get, streaming: "/v1/conversations/:id/recording", recording),
      Endpoint(.post, "/v1/conversations/:id/end", scope: .call, end),
    ]
  }

  @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Answer {
    var query = ListQuery(request)
    let filter = CallRecordFilter(
      agent: query.id("agent_id"), status: query.choice("status"), direction: query.choice("direction"),
      phoneNumber: query.text("phone_number").map(Self.number), startedAfter: query.time("started_after"),
      startedBefore: query.time("started_before"))
    try query.finish()
    let page = try await records.records(in: try context.authorized(), filter: filter, page: query.page)
    return .list("conversations", page, ConversationFields.show)
  }

  @Sendable private func get(_ request: Request, _ context: APIContext) async throws -> Answer {
    Answer(.ok, ConversationFields.show(try await record(context)))
  }

  @Sendable private func messages(_ request: Request, _ context: APIContext) async throws -> Answer {
    var query = ListQuery(request)
    try query.finish()
    let record = try await record(context)
    return .list(
      "messages", Page(of: try await records.messages(of: record.id), query.page), ConversationFields.show)
  }

  @Sendable private func events(_ request: Request, _ context: APIContext) async throws -> Answer {
    var query = ListQuery(request)
    try query.finish()
    let record = try await record(context)
    return .list("events", Page(of: try await records.events(of: record.id), query.page), ConversationFields.show)
  }

  @Sendable private func deliveries(_ request: Request, _ context: APIContext) async throws -> Answer {
    var query = ListQuery(request)
    try query.finish()
    let record = try await record(context)
    return .list("deliveries", Page(of: try await webhooks.deliveries(of: record.id), query.page), WebhookFields.show)
  }

  @Sendable private func recording(_ request: Request, _ context: APIContext) async throws -> Response {
    let record = try await record(context)
    guard let name = record.recordingFile else {
      throw APIError(
        status: .notFound, code: "not_found",
        message: "this conversation has no recording; one is saved after the call when the agent asks for it")
    }
    return try await recordings.response(name, to: request, context)
  }

  @Sendable private func end(_ request: Request, _ context: APIContext) async throws -> Answer {
    let record = try await record(context)
    if !record.status.isFinal { _ = await liveCalls.end(record.id) }
    return .noContent
  }

  @Sendable private func delete(_ request: Request, _ context: APIContext) async throws -> Answer {
    let record = try await record(context)
    guard record.status.isFinal else {
      throw APIError.conflict("the call is in progress; end it first: POST /v1/conversations/\(record.id)/end")
    }
    if let name = record.recordingFile { try recordings.delete(name) }
    guard try await records.deleteRecord(record.id, in: record.workspace) else { throw Self.missing }
    return .noContent
  }

  private func record(_ context: APIContext) async throws -> CallRecord {
    guard let id = context.pathID(CallRecord.self),
      let record = try await records.record(id, in: try context.authorized())
    else { throw Self.missing }
    return record
  }

  /// A plus sign that was not encoded arrives as a space.
  private static func number(_ text: String) -> String {
    text.hasPrefix(" ") ? "+" + text.dropFirst() : text
  }

  private static let missing = APIError.notFound("conversation_not_found", "conversation")
}
