public import Foundation
public import Identifiers

/// A voice agent as its owner defined it: what it knows, how it speaks and which engines it uses.
public struct Agent: Identified, Hashable, Sendable, Codable {
  public static let idPrefix = "agent"

  public var id: ID<Agent>
  public var workspace: ID<Workspace>
  public var name: String
  /// Instructions and facts for the language model; may hold `{{variables}}`.
  public var prompt: String
  /// Spoken when the call is answered; may hold `{{variables}}`. Empty: the caller speaks first.
  public var firstMessage: String
  /// BCP 47, like `en` or `en-GB`.
  public var language: String
  public var languageModel: LanguageModelSettings
  public var speech: SpeechSettings
  public var transcription: TranscriptionSettings
  public var turnHandling: TurnHandling
  /// Nil: the server's limit.
  public var maxCallDurationSeconds: Int?
  public var savesRecording: Bool
  /// Where the events of its calls are sent; nil: nowhere.
  public var webhookURL: String?
  /// Signs them. Write-only over the API, encrypted at rest.
  public var webhookSecret: String?
  public var tools: [AgentTool]
  /// At most 20.
  public var variables: [VariableDeclaration]
  public var metadata: [String: JSONValue]
  public var createdAt: Date
  public var updatedAt: Date

  public init(
    id: ID<Agent>, workspace: ID<Workspace>, name: String, prompt: String = "", firstMessage: String = "",
    language: String = "en", languageModel: LanguageModelSettings = .init(), speech: SpeechSettings = .init(),
    transcription: TranscriptionSettings = .init(), turnHandling: TurnHandling = .init(),
    maxCallDurationSeconds: Int? = nil, savesRecording: Bool = false, webhookURL: String? = nil,
    webhookSecret: String? = nil, tools: [AgentTool] = [],
    variables: [VariableDeclaration] = [], metadata: [String: JSONValue] = [:], createdAt: Date, updatedAt: Date
  ) {
    self.id = id
    self.workspace = workspace
    self.name = name
    self.prompt = prompt
    self.firstMessage = firstMessage
    self.language = language
    self.languageModel = languageModel
    self.speech = speech
    self.transcription = transcription
    self.turnHandling = turnHandling
    self.maxCallDurationSeconds = maxCallDurationSeconds
    self.savesRecording = savesRecording
    self.webhookURL = webhookURL
    self.webhookSecret = webhookSecret
    self.tools = tools
    self.variables = variables
    self.metadata = metadata
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}
