public import Foundation
public import Identifiers

/// One line of a call's transcript.
public struct RecordedMessage: Identified, Hashable, Sendable, Codable {
  public static let idPrefix = "msg"

  public enum Role: String, Hashable, Sendable, Codable, CaseIterable { case user, assistant, system, tool }

  /// How long each stage of a turn took, in milliseconds.
  public struct Latency: Hashable, Sendable, Codable {
    public var endpointing: Int?
    public var transcription: Int?
    public var languageModel: Int?
    public var synthesis: Int?
    public var total: Int?

    public init(
      endpointing: Int? = nil, transcription: Int? = nil, languageModel: Int? = nil, synthesis: Int? = nil,
      total: Int? = nil
    ) {
      self.endpointing = endpointing
      self.transcription = transcription
      self.languageModel = languageModel
      self.synthesis = synthesis
      self.total = total
    }
  }

  public var id: ID<RecordedMessage>
  public var role: Role
  /// An interrupted assistant message holds what was really heard.
  public var content: String
  public var toolName: String?
  public var toolArguments: JSONValue?
  public var toolResult: JSONValue?
  public var startedAt: Date
  public var endedAt: Date?
  public var interrupted: Bool
  public var latency: Latency?

  public init(
    id: ID<RecordedMessage>, role: Role, content: String, toolName: String? = nil, toolArguments: JSONValue? = nil,
    toolResult: JSONValue? = nil, startedAt: Date, endedAt: Date? = nil, interrupted: Bool = false,
    latency: Latency? = nil
  ) {
    self.id = id
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

/// Something that happened in a call: a SIP message, a change of state, a turn, a key, media statistics.
public struct RecordedEvent: Hashable, Sendable, Codable {
  public var at: Date
  /// Like `sip.received`, `call.answered`, `turn.user`, `dtmf.digit`, `media.statistics`.
  public var type: String
  public var detail: JSONValue

  public init(at: Date, type: String, detail: JSONValue) {
    self.at = at
    self.type = type
    self.detail = detail
  }
}
