import Agents
import Carriers
import Foundation
import Identifiers

/// An agent on the wire.
enum AgentFields {
  /// Reads everything a client may write into `agent`, whose variables, ids and times stay.
  ///
  /// - Parameter sent: of a patch, what the client sent.
  static func read(
    _ members: [String: JSONValue], sent: [String: JSONValue] = [:], into agent: Agent
  ) throws(APIError) -> Agent {
    var agent = agent
    var fields = FieldReader(members, sent: sent)
    agent.name = readName(&fields)
    agent.prompt = fields.string("prompt", longest: 100_000) ?? ""
    agent.firstMessage = fields.string("first_message", longest: 5_000) ?? ""
    agent.language = readLanguage(&fields)
    agent.languageModel = fields.nested("llm", EngineFields.readLanguageModel) ?? .init()
    agent.speech = fields.nested("tts", EngineFields.readSpeech) ?? .init()
    agent.transcription = fields.nested("stt", EngineFields.readTranscription) ?? .init()
    agent.turnHandling = fields.nested("turn_handling", EngineFields.readTurnHandling) ?? .init()
    readVoice(&fields, into: &agent.speech)
    agent.maxCallDurationSeconds = fields.integer("max_call_duration_seconds", in: 1...86_400)
    agent.savesRecording = fields.bool("save_audio_recording") ?? false
    agent.tools = WebhookToolFields.keepingSecrets(of: agent.tools, in: ToolFields.read(&fields), sent: sent["tools"])
    agent.metadata = fields.object("metadata") ?? [:]
    agent.webhookURL = WebhookFields.readURL(&fields, "webhook_url")
    agent.webhookSecret = WebhookFields.readSecret(&fields, "webhook_secret")
    fields.refuseUnbuilt("amd")
    fields.refuseReadOnly("webhook_secret_set", "id", "created_at", "updated_at")
    try fields.finish()
    return agent
  }

  /// A patch in which a bare `voice_id` stands where it is kept, so that it merges with the voice that is there.
  static func normalized(_ patch: [String: JSONValue]) -> [String: JSONValue] {
    guard let voice = patch["voice_id"] else { return patch }
    var patch = patch
    switch patch["tts"] {
    case nil: patch["tts"] = ["voice_id": voice]
    case .object(var speech) where speech["voice_id"] == nil:
      speech["voice_id"] = voice
      patch["tts"] = .object(speech)
    default: return patch
    }
    patch["voice_id"] = nil
    return patch
  }

  /// What a client may write, for patches; never shown.
  static func writable(_ agent: Agent) -> JSONValue {
    var members = shared(agent)
    members["llm"] = EngineFields.show(
      agent.languageModel, key: ("api_key", .optional(agent.languageModel.apiKey)))
    members["webhook_secret"] = .optional(agent.webhookSecret)
    members["tools"] = .array(agent.tools.map { ToolFields.show($0, withSecrets: true) })
    return .object(members)
  }

  static func show(_ agent: Agent) -> JSONValue {
    var members = shared(agent)
    members["id"] = .id(agent.id)
    members["voice_id"] = .optional(agent.speech.voiceID)
    members["llm"] = EngineFields.show(
      agent.languageModel, key: ("api_key_set", .bool(agent.languageModel.apiKey != nil)))
    members["webhook_secret_set"] = .bool(agent.webhookSecret != nil)
    members["created_at"] = .time(agent.createdAt)
    members["updated_at"] = .time(agent.updatedAt)
    return .object(members)
  }

  private static func shared(_ agent: Agent) -> [String: JSONValue] {
    [
      "name": .string(agent.name), "prompt": .string(agent.prompt), "first_message": .string(agent.firstMessage),
      "language": .string(agent.language), "tts": EngineFields.show(agent.speech),
      "stt": EngineFields.show(agent.transcription), "turn_handling": EngineFields.show(agent.turnHandling),
      "max_call_duration_seconds": .optional(agent.maxCallDurationSeconds),
      "save_audio_recording": .bool(agent.savesRecording), "webhook_url": .optional(agent.webhookURL),
      "tools": .array(agent.tools.map { ToolFields.show($0) }),
      "metadata": .object(agent.metadata),
    ]
  }

  private static func readName(_ fields: inout FieldReader) -> String {
    let name = fields.string("name", longest: 100)
    if let name {
      if name.allSatisfy(\.isWhitespace) { fields.note("name", "must not be empty") }
    } else {
      fields.note("name", "is required")
    }
    return name ?? ""
  }

  /// A BCP 47 tag in its form: a language of 2 or 3 letters, then subtags of 1 to 8 letters and digits.
  private static func readLanguage(_ fields: inout FieldReader) -> String {
    guard let language = fields.string("language") else { return "en" }
    let subtags = language.split(separator: "-", omittingEmptySubsequences: false)
    let isTag =
      (2...3).contains(subtags.first?.count ?? 0) && subtags.first?.allSatisfy(isLetter) == true
      && subtags.dropFirst().allSatisfy { subtag in
        (1...8).contains(subtag.count) && subtag.allSatisfy { isLetter($0) || $0.isASCII && $0.isNumber }
      }
    if !isTag || language.count > 35 { fields.note("language", "must be a language tag, like en or en-GB") }
    return language
  }

  private static func isLetter(_ character: Character) -> Bool { character.isASCII && character.isLetter }

  private static func readVoice(_ fields: inout FieldReader, into speech: inout SpeechSettings) {
    guard let voice = fields.string("voice_id", longest: 200) else { return }
    if let other = speech.voiceID, other != voice {
      fields.note("voice_id", "differs from tts.voice_id; give one of them")
    }
    speech.voiceID = voice
  }
}
