import Agents
import Foundation
import Identifiers

/// An agent's engines and its manners on the wire.
enum EngineFields {
  private enum LanguageModelProvider: String, CaseIterable {
    case frontDesk = "front_desk"
    case openAI = "openai"
  }
  private enum SpeechProvider: String, CaseIterable { case embedded, flite, openai }
  private enum TranscriptionProvider: String, CaseIterable { case embedded, openai }

  static func readLanguageModel(_ fields: inout FieldReader) -> LanguageModelSettings {
    let provider: LanguageModelProvider? = fields.choice("provider")
    let settings = LanguageModelSettings(
      provider: provider?.rawValue, model: fields.string("model", longest: 200), baseURL: readURL(&fields),
      apiKey: fields.string("api_key", longest: 1000), temperature: fields.number("temperature", in: 0...2),
      extraBody: fields.object("extra_body"))
    if let key = settings.apiKey, key.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) || key.isEmpty {
      fields.note("api_key", "must be printable ASCII without spaces")
    }
    fields.refuseReadOnly("api_key_set")
    return settings
  }

  static func readSpeech(_ fields: inout FieldReader) -> SpeechSettings {
    let provider: SpeechProvider? = fields.choice("provider")
    return SpeechSettings(
      provider: provider?.rawValue, voiceID: fields.string("voice_id", longest: 200),
      speed: fields.number("speed", in: 0.5...2))
  }

  static func readTranscription(_ fields: inout FieldReader) -> TranscriptionSettings {
    let provider: TranscriptionProvider? = fields.choice("provider")
    return TranscriptionSettings(provider: provider?.rawValue, model: fields.string("model", longest: 200))
  }

  static func readTurnHandling(_ fields: inout FieldReader) -> TurnHandling {
    let standard = TurnHandling()
    return TurnHandling(
      responseDelaySeconds: fields.number("response_delay_seconds", in: 0...5),
      inactivityTimeoutSeconds: fields.number("inactivity_timeout_seconds", in: 5...600)
        ?? standard.inactivityTimeoutSeconds,
      interruptible: fields.bool("interruptible") ?? standard.interruptible)
  }

  /// - Parameter key: what is written of the secret key.
  static func show(_ model: LanguageModelSettings, key: (name: String, value: JSONValue)) -> JSONValue {
    var members: [String: JSONValue] = [
      "provider": .optional(model.provider), "model": .optional(model.model), "base_url": .optional(model.baseURL),
      "temperature": .optional(model.temperature), "extra_body": model.extraBody.map { .object($0) } ?? .null,
    ]
    members[key.name] = key.value
    return .object(members)
  }

  static func show(_ speech: SpeechSettings) -> JSONValue {
    [
      "provider": .optional(speech.provider), "voice_id": .optional(speech.voiceID), "speed": .optional(speech.speed),
    ]
  }

  static func show(_ transcription: TranscriptionSettings) -> JSONValue {
    ["provider": .optional(transcription.provider), "model": .optional(transcription.model)]
  }

  static func show(_ turns: TurnHandling) -> JSONValue {
    [
      "response_delay_seconds": .optional(turns.responseDelaySeconds),
      "inactivity_timeout_seconds": .number(turns.inactivityTimeoutSeconds),
      "interruptible": .bool(turns.interruptible),
    ]
  }

  private static func readURL(_ fields: inout FieldReader) -> String? {
    guard let text = fields.string("base_url", longest: 2000) else { return nil }
    let url = URL(string: text)
    if !["http", "https"].contains(url?.scheme?.lowercased() ?? "") || (url?.host ?? "").isEmpty || url?.user != nil {
      fields.note("base_url", "must be an http or https URL, like https://api.example.com/v1")
    }
    return text
  }
}
