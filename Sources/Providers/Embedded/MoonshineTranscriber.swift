public import Agents
internal import Audio

/// Hears with Moonshine base in this process: English, about 60 ms of one core for each second of speech.
public final class MoonshineTranscriber: Transcriber {
  static let engine = "speech_to_text"
  /// Shorter than this is no word.
  private static let shortest = SpeechSegments.rate.hz / 20
  /// More silence before speech in which nothing was found at first, in samples.
  private static let secondLeadIn = SpeechSegments.rate.hz / 5

  private let decode: @Sendable ([Float]) -> String?
  private let threads: EngineThreads

  init(model: MoonshineModel, threads: EngineThreads) {
    decode = { model.words(in: $0) }
    self.threads = threads
  }

  /// - Parameter decode: the words in 16 kHz samples, nil when the recogniser failed.
  init(threads: EngineThreads, decode: @escaping @Sendable ([Float]) -> String?) {
    self.decode = decode
    self.threads = threads
  }

  /// - Parameter language: only English is understood, whatever this says.
  public func transcribe(_ speech: SpeechClip, language: String) async throws -> String {
    let decode = decode
    var words: [String] = []
    let segments = try await threads.run { SpeechSegments(speech.samples, rate: speech.rate) }
    for piece in segments.pieces where piece.count >= Self.shortest {
      // One piece at a time, so that long speech of one caller does not keep the others waiting.
      let heard = try await threads.run {
        var heard = decode(SpeechSegments.padded(piece))
        // Good speech is sometimes missed when it begins at a bad place.
        if heard?.isBlank == true { heard = decode(SpeechSegments.padded(piece, extra: Self.secondLeadIn)) }
        return heard
      }
      guard let heard else {
        throw EngineError(engine: Self.engine, code: .failed, message: "the recogniser failed on this utterance")
      }
      if !heard.isBlank { words.append(heard.trimmed) }
    }
    return words.joined(separator: " ")
  }
}

extension String {
  var isBlank: Bool { allSatisfy(\.isWhitespace) }

  var trimmed: String {
    let start = drop { $0.isWhitespace }
    return String(start.prefix(start.reversed().drop { $0.isWhitespace }.count))
  }
}
