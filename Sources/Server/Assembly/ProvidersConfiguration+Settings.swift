import Foundation
import Providers

extension ProvidersConfiguration {
  init(_ settings: Settings) {
    let speech = settings.speech
    self.init(
      speechFolder: SpeechFolder(speech.directory.path(percentEncoded: false)),
      languageModel: speech.languageModel.map { OpenAIEndpoint($0, model: "gpt-4o-mini") },
      transcriber: speech.speechToText.map { OpenAIEndpoint($0, model: "whisper-1") },
      synthesizer: speech.textToSpeech.map { OpenAIEndpoint($0, model: "tts-1") },
      runsLocalModel: speech.startsLocalModel,
      localModelLog: settings.dataDirectory.appending(path: "local-model.log").path(percentEncoded: false))
  }
}

extension OpenAIEndpoint {
  /// - Parameter model: used when the configuration names none.
  init(_ endpoint: Settings.Endpoint, model: String) {
    self.init(baseURL: endpoint.baseURL, apiKey: endpoint.apiKey, model: endpoint.model ?? model)
  }
}
