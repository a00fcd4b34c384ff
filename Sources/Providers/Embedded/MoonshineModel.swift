internal import CSherpa
internal import Glibc

/// The recogniser with its model loaded; any number of threads may use it at once.
final class MoonshineModel: Sendable {
  nonisolated(unsafe) private let recogniser: OpaquePointer

  /// - Parameters:
  ///   - folder: holds `encoder.onnx`, `decoder_merged.onnx` and `tokens.txt`.
  ///   - threads: for one utterance.
  init(library: String, folder: String, threads: Int) throws(EngineProblem) {
    for file in ["encoder.onnx", "decoder_merged.onnx", "tokens.txt"] where access("\(folder)/\(file)", R_OK) != 0 {
      // The library ends the process where a file is missing.
      throw EngineProblem("\(folder)/\(file) cannot be read")
    }
    recogniser = try CProblem.from {
      sherpa_recogniser_open(
        library, "\(folder)/encoder.onnx", "\(folder)/decoder_merged.onnx", "\(folder)/tokens.txt",
        Int32(clamping: threads), $0, $1)
    }
  }

  deinit { sherpa_recogniser_close(recogniser) }

  var version: String { String(cString: sherpa_recogniser_version(recogniser)) }

  /// The words in 16 kHz samples, nil when the library failed.
  func words(in samples: [Float]) -> String? {
    guard let words = sherpa_recogniser_decode(recogniser, samples, Int32(clamping: samples.count), 16_000) else {
      return nil
    }
    defer { free(words) }
    return String(cString: words)
  }
}
