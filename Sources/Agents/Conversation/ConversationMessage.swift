public import Identifiers

/// One line of the transcript, reported when it is final.
public struct ConversationMessage: Hashable, Sendable {
  public enum Role: Hashable, Sendable { case user, assistant, tool }

  public var role: Role
  /// Of an assistant: what the caller really heard.
  public var content: String
  public var toolName: String?
  public var toolArguments: JSONValue?
  public var toolResult: JSONValue?
  /// On the conversation's clock: the first sound of it.
  public var startedAt: Duration
  public var endedAt: Duration
  /// The caller spoke over it, or the call ended in it.
  public var interrupted: Bool
  /// Of an assistant's answer to something the caller said.
  public var latency: TurnLatency?

  public init(
    role: Role, content: String, toolName: String? = nil, toolArguments: JSONValue? = nil,
    toolResult: JSONValue? = nil, startedAt: Duration, endedAt: Duration, interrupted: Bool = false,
    latency: TurnLatency? = nil
  ) {
    self.role = role
    self.content = content
    self.toolName = toolName
    self.toolArguments = toolArguments
    self.toolResult = toolResult
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.interrupted = interrupted
    self.latency = latency
  }
}
