import Agents
import Exchange
import Foundation
import Identifiers

/// The request that a tool call becomes.
struct ToolRequest {
  let outside: OutsideRequest

  /// Never taken from a tool's own headers: they frame the request, or prove who sent it.
  private static let ours: Set<String> = [
    "host", "content-length", "transfer-encoding", "connection", "content-type", "x-speechify-signature",
    "x-speechify-timestamp", "x-trunkline-signature", "x-trunkline-timestamp",
  ]

  init(_ tool: WebhookTool, call: ToolCall, conversation: ID<CallRecord>, at time: Date) {
    let arguments: JSONValue = call.arguments == .null ? .object([:]) : call.arguments
    let body: [UInt8]? =
      tool.method.hasBody
      ? Array(
        JSONValue.object([
          "tool_call_id": .string(call.id), "tool_name": .string(tool.name), "arguments": arguments,
          "conversation_id": .string(conversation.description),
          "timestamp": .integer(Int64((time.timeIntervalSince1970 * 1000).rounded())),
        ]).jsonText.utf8) : nil
    var request = OutsideRequest(
      method: tool.method.rawValue, url: tool.method.hasBody ? tool.url : Self.url(tool.url, with: arguments),
      body: body, timeLimit: .milliseconds(tool.timeoutMilliseconds), mostAnswer: ToolAnswer.mostBytes)
    request.headers = tool.headers.filter { !Self.ours.contains($0.key.lowercased()) }
      .sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    if body != nil { request.headers.append(("Content-Type", "application/json")) }
    request.headers += WebhookSignature.headers(for: body ?? [], secret: tool.secret, at: time)
    outside = request
  }

  /// Each argument becomes a part of the query: texts as they are, the rest as JSON.
  private static func url(_ url: String, with arguments: JSONValue) -> String {
    guard case .object(let members) = arguments, !members.isEmpty else { return url }
    let query = members.sorted { $0.key < $1.key }
      .map { Template.urlPart($0.key) + "=" + Template.urlPart($0.value.plainText) }.joined(separator: "&")
    let (base, fragment) = url.firstIndex(of: "#").map { (String(url[..<$0]), String(url[$0...])) } ?? (url, "")
    return base + (base.contains("?") ? "&" : "?") + query + fragment
  }
}
