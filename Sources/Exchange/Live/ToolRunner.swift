public import Agents
public import Identifiers

/// Runs the tools of agents' owners. Ends early when its task is cancelled.
public protocol ToolRunner: Sendable {
  func run(_ tool: WebhookTool, for call: ToolCall, in conversation: ID<CallRecord>) async -> ToolResult
}

/// Where no tool can be run.
public struct NoToolRunner: ToolRunner {
  public init() {}
  public func run(_ tool: WebhookTool, for call: ToolCall, in conversation: ID<CallRecord>) async -> ToolResult {
    .failure("tools cannot be run here.")
  }
}
