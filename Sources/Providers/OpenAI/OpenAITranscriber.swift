public import Agents
public import AsyncHTTPClient
internal import Audio
internal import Foundation
internal import NIOCore

/// A recogniser behind an OpenAI-compatible `/audio/transcriptions`.
public struct OpenAITranscriber: Transcriber {
  static let engine = "speech_to_text"

  private let client: OpenAIClient

  public init(endpoint: OpenAIEndpoint, http: HTTPClient, timeouts: OpenAITimeouts = .init()) {
    client = OpenAIClient(engine: Self.engine, endpoint: endpoint, http: http, timeouts: timeouts)
  }

  /// - Parameter language: BCP 47; the part before the first hyphen is sent.
  public func transcribe(_ speech: SpeechClip, language: String) async throws -> String {
    var form = MultipartForm()
    form.add("model", value: client.endpoint.model)
    form.add("response_format", value: "json")
    if let code = language.split(separator: "-").first { form.add("language", value: String(code)) }
    form.add(
      "file", fileName: "speech.wav", contentType: "audio/wav", bytes: WAVStream.file(speech.samples, rate: speech.rate)
    )
    let answer = Growing<[UInt8]>([])
    try await client.post("/audio/transcriptions", contentType: form.contentType, body: form.body) { piece in
      answer.update { $0 += piece.readableBytesView }
    }
    let bytes = answer.update { $0 }
    struct Transcription: Decodable { var text: String }
    guard let heard = try? JSONDecoder().decode(Transcription.self, from: Data(bytes)) else {
      throw EngineError(
        engine: Self.engine, code: .invalidAnswer,
        message: "\(client.endpoint.baseURL) sent no transcription; check that it serves /audio/transcriptions")
    }
    return heard.text.trimmed
  }
}
