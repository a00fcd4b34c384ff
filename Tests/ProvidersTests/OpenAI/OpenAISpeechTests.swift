import Agents
import Audio
import AsyncHTTPClient
import Testing

@testable import Providers

@Suite(.timeLimit(.minutes(1))) struct OpenAISpeechTests {
  func synthesizer(_ baseURL: String) -> OpenAISynthesizer {
    OpenAISynthesizer(endpoint: OpenAIEndpoint(baseURL: baseURL, model: "voice"), http: .shared)
  }

  @Test func `raw PCM is 24 kHz and passed on as it comes, whatever its pieces`() async throws {
    // ASCII as samples: each pair of letters is one.
    let server = LoopbackServer([
      .http("200 OK", type: "audio/pcm", ["abc", String(repeating: "dd", count: 3000), "e"])
    ])
    let clips = try await server.serve {
      try await synthesizer($0).clips("Hi.", voice: SpeechSettings(voiceID: "nova"))
    }
    #expect(clips.allSatisfy { $0.rate == .hz24000 })
    let samples = clips.flatMap(\.samples)
    #expect(samples.count == 3002)
    #expect(samples.first == 0x6261)
    let sent = try #require(server.requests.first)
    #expect(sent.contains(#""voice":"nova""#))
    #expect(sent.hasPrefix("POST /v1/audio/speech "))
    #expect(!sent.lowercased().contains("authorization"))
  }

  @Test func `raw PCM is heard from its first 100 ms on`() {
    var bytes = SpeechBytes()
    #expect(bytes.receive([UInt8](repeating: 1, count: 4799)) == nil)
    #expect(bytes.receive([1, 1])?.samples.count == 2400)
    #expect(bytes.finish()?.samples.count == 0)
  }

  @Test func `a WAV file keeps its own rate`() {
    var bytes = SpeechBytes()
    let file = WAVStream.file([1, 2, 3], rate: .hz16000)
    #expect(bytes.receive(file.prefix(3)) == nil)
    #expect(bytes.receive(file.dropFirst(3)) == nil)
    #expect(bytes.finish() == SpeechClip(samples: [1, 2, 3], rate: .hz16000))
  }

  @Test func `an empty answer is no speech`() async {
    await #expect {
      try await LoopbackServer([.http("200 OK", [])]).serve { try await synthesizer($0).clips("Hi.") }
    } throws: { ($0 as? EngineError)?.code == .invalidAnswer }
  }

  @Test func `a transcription is asked for with a WAV file, model and language`() async throws {
    let server = LoopbackServer([.http("200 OK", [#"{"text":" Hello "#, #"there. "}"#])])
    let heard = try await server.serve { baseURL in
      let transcriber = OpenAITranscriber(
        endpoint: OpenAIEndpoint(baseURL: baseURL + "/", model: "whisper"), http: .shared)
      let clip = SpeechClip(samples: [0, 0, 0], rate: .hz8000)
      return try await transcriber.transcribe(clip, language: "en-GB")
    }
    #expect(heard == "Hello there.")
    let sent = try #require(server.requests.first)
    #expect(sent.hasPrefix("POST /v1/audio/transcriptions "))
    #expect(sent.contains("name=\"model\"\r\n\r\nwhisper\r\n"))
    #expect(sent.contains("name=\"language\"\r\n\r\nen\r\n"))
    #expect(sent.contains("filename=\"speech.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF"))
  }

  @Test func `an answer without text is invalid`() async {
    await #expect {
      try await LoopbackServer([.http("200 OK", ["{}"])]).serve { baseURL in
        try await OpenAITranscriber(endpoint: OpenAIEndpoint(baseURL: baseURL, model: "w"), http: .shared)
          .transcribe(SpeechClip(samples: [0], rate: .hz8000), language: "en")
      }
    } throws: { ($0 as? EngineError)?.code == .invalidAnswer }
  }
}
