public import Agents
public import Exchange
public import Foundation
public import Identifiers

/// Runs tools as requests to their owners' servers.
public struct WebhookToolRunner: ToolRunner {
  private let sender: any OutsideSender
  private let wallClock: @Sendable () -> Date

  public init(sender: any OutsideSender, wallClock: @escaping @Sendable () -> Date) {
    self.sender = sender
    self.wallClock = wallClock
  }

  public func run(_ tool: WebhookTool, for call: ToolCall, in conversation: ID<CallRecord>) async -> ToolResult {
    let request = ToolRequest(tool, call: call, conversation: conversation, at: wallClock())
    return ToolAnswer.result(of: await sender.send(request.outside))
  }
}
