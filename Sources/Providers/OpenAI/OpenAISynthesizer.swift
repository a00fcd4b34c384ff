public import Agents
public import AsyncHTTPClient
internal import Audio
internal import Foundation
internal import Identifiers
internal import NIOCore

/// A voice behind an OpenAI-compatible `/audio/speech`, played as it arrives.
///
/// Asks for raw PCM, which by OpenAI's definition is 24 kHz mono; a server that answers WAV instead is heard at the end
/// of its answer.
public struct OpenAISynthesizer: Synthesizer {
  static let engine = "text_to_speech"

  private let client: OpenAIClient
  private let defaultVoice: String

  /// - Parameter defaultVoice: for agents that name none.
  public init(
    endpoint: OpenAIEndpoint, http: HTTPClient, defaultVoice: String = "alloy", timeouts: OpenAITimeouts = .init()
  ) {
    client = OpenAIClient(engine: Self.engine, endpoint: endpoint, http: http, timeouts: timeouts)
    self.defaultVoice = defaultVoice
  }

  public func speech(
    for text: String, voice: SpeechSettings, language: String
  ) -> AsyncThrowingStream<SpeechClip, any Error> {
    var body: [String: JSONValue] = [
      "model": .string(client.endpoint.model), "input": .string(text), "voice": .string(voice.voiceID ?? defaultVoice),
      "response_format": "pcm",
    ]
    if let speed = voice.speed { body["speed"] = .number(speed) }
    let json = (try? JSONEncoder().encode(JSONValue.object(body))).map(Array.init) ?? []
    return AsyncThrowingStream { continuation in
      let task = Task {
        do {
          let stream = Growing(SpeechBytes())
          try await client.post("/audio/speech", contentType: "application/json", body: json) { piece in
            if let clip = stream.update({ $0.receive(piece.readableBytesView) }) { continuation.yield(clip) }
          }
          guard let rest = stream.update({ $0.finish() }) else {
            throw EngineError(
              engine: Self.engine, code: .invalidAnswer,
              message: "\(client.endpoint.baseURL) sent no speech in PCM or WAV; check that it serves /audio/speech")
          }
          if !rest.samples.isEmpty { continuation.yield(rest) }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}
