import Agents
import Audio
import Foundation
import Logging
import NIOPosix
import Testing

@testable import Providers

/// The real engines, where `TRUNKLINE_SPEECH_DIR` names an installed set (and `TRUNKLINE_SPEECH_DATA` recordings).
@Suite(.serialized, .timeLimit(.minutes(2))) struct SpeechSetTests {
  @Test(.enabled(if: SpeechSet.isThereWithRecordings, "TRUNKLINE_SPEECH_DIR and TRUNKLINE_SPEECH_DATA name none"))
  func `Silero finds speech in noise, and none where there is none`() throws {
    let (folder, recordings) = (try #require(SpeechSet.folder), try #require(SpeechSet.recordings))
    struct Segment: Decodable { var start, end: Double }
    let segments = try JSONDecoder().decode(
      [Segment].self, from: Data(contentsOf: URL(filePath: recordings + "/vad/stream-segments.json")))
    let model = try SileroModel(
      path: folder.voiceActivityModel, runtime: OnnxRuntime(library: folder.onnxRuntime))
    for name in ["stream-clean", "stream-pink15db", "noise-only"] {
      let (samples, rate) = try SpeechSet.samples("\(recordings)/vad/\(name).wav")
      var detector = SileroVoiceActivityDetector(model: model, sampleRate: rate)
      var (hits, misses, alarms, quiet) = (0, 0, 0, 0)
      let size = detector.windowSamples
      for start in stride(from: 0, to: samples.count - size, by: size) {
        let found = detector.speechProbability(of: samples.span.extracting(start..<start + size)) > 0.5
        let middle = Double(start + size / 2) / Double(rate.hz)
        let isSpeech = name != "noise-only" && segments.contains { $0.start + 0.1 < middle && middle < $0.end - 0.1 }
        let isQuiet = name == "noise-only" || segments.allSatisfy { middle < $0.start - 0.3 || middle > $0.end + 0.3 }
        if isSpeech { if found { hits += 1 } else { misses += 1 } }
        if isQuiet { if found { alarms += 1 } else { quiet += 1 } }
      }
      print(
        "Silero on \(name): found \(hits) of \(hits + misses) windows of speech, \(alarms) of \(quiet + alarms) others")
      #expect(misses * 10 <= hits)
      #expect(alarms * 20 <= quiet)
    }
  }

  @Test(.enabled(if: SpeechSet.isThereWithRecordings, "TRUNKLINE_SPEECH_DIR and TRUNKLINE_SPEECH_DATA name none"))
  func `Moonshine hears callers with few words wrong`() async throws {
    let (folder, recordings) = (try #require(SpeechSet.folder), try #require(SpeechSet.recordings))
    let model = try MoonshineModel(library: folder.recogniser, folder: folder.recogniserModel, threads: 1)
    let transcriber = MoonshineTranscriber(
      model: model, threads: EngineThreads(engine: "speech_to_text", threads: 1, limit: 8))
    let rows = try String(contentsOfFile: recordings + "/transcripts.tsv", encoding: .utf8).split(separator: "\n")
    var (errors, words) = (0, 0)
    var times: [Duration] = []
    for row in rows.dropFirst() where row.hasPrefix("hibari-heart/0") || row.hasPrefix("kokoro-jm_kumo/0") {
      let columns = row.split(separator: "\t")
      let (file, said) = (try #require(columns.first), try #require(columns.last))
      let (samples, rate) = try SpeechSet.samples("\(recordings)/\(file)")
      let start = ContinuousClock.now
      let heard = try await transcriber.transcribe(SpeechClip(samples: samples, rate: rate), language: "en")
      times.append(.now - start)
      let wrong = SpeechSet.wordErrors(heard, String(said))
      if wrong.errors > 0 { print("said: \(said) heard: \(heard)") }
      errors += wrong.errors
      words += wrong.words
    }
    times.sort()
    print("Moonshine: \(errors) of \(words) words wrong in \(times.count) utterances, median \(times[times.count / 2])")
    #expect(times.count >= 10)
    #expect(errors * 20 <= words)
  }

  @Test(.enabled(if: SpeechSet.isThere, "TRUNKLINE_SPEECH_DIR names no installed set"))
  func `the voice speaks, and the recogniser understands it`() async throws {
    let folder = try #require(SpeechSet.folder)
    let sidecar = VoiceSidecar(
      launcher: VoiceSidecarLauncher(folder: folder), group: .singletonMultiThreadedEventLoopGroup,
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try await withThrowingTaskGroup { group in
      group.addTask { await sidecar.run() }
      defer { group.cancelAll() }
      await sidecar.waitUntilReady(atMost: .seconds(30))
      let voice = HibariSynthesizer(sidecar: sidecar)
      let text = "Thank you for calling. How can I help you today?"
      var first: Duration?
      var samples: [Int16] = []
      for round in 0..<3 {
        let start = ContinuousClock.now
        first = nil
        samples = []
        for try await clip in voice.speech(for: text, voice: .init(), language: "en") {
          if first == nil { first = .now - start }
          samples += clip.samples
        }
        print(
          "hibari, round \(round): first sentence after \(first ?? .zero), all after \(ContinuousClock.now - start)")
      }
      #expect((48_000...144_000).contains(samples.count))
      let model = try MoonshineModel(library: folder.recogniser, folder: folder.recogniserModel, threads: 1)
      let transcriber = MoonshineTranscriber(
        model: model, threads: EngineThreads(engine: "speech_to_text", threads: 1, limit: 8))
      let phone = Resampler.resample(samples, from: .hz24000, to: .hz8000)
      let heard = try await transcriber.transcribe(SpeechClip(samples: phone, rate: .hz8000), language: "en")
      #expect(SpeechSet.wordErrors(heard, text).errors <= 1, "heard: \(heard)")
    }
  }
}
