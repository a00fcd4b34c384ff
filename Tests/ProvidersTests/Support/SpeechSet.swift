import Audio
import Foundation

@testable import Providers

/// The installed speech set and the recordings that tests of it use, where the environment names them.
enum SpeechSet {
  private static func variable(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

  /// `TRUNKLINE_SPEECH_DIR`, if a whole set is there.
  static var folder: SpeechFolder? {
    variable("TRUNKLINE_SPEECH_DIR").map { SpeechFolder($0) }.flatMap { $0.isReady ? $0 : nil }
  }

  static var isThere: Bool { folder != nil }

  /// `TRUNKLINE_SPEECH_DATA`: recordings of callers with their words.
  static var recordings: String? { variable("TRUNKLINE_SPEECH_DATA") }

  static var isThereWithRecordings: Bool { isThere && recordings != nil }

  static func samples(_ path: String) throws -> (samples: [Int16], rate: SampleRate) {
    let file = try WAVFile([UInt8](Data(contentsOf: URL(filePath: path))))
    return (file.mono, file.rate)
  }

  /// Changed words for each hundred: the least edits that make one text the other, case and punctuation aside.
  static func wordErrors(_ heard: String, _ said: String) -> (errors: Int, words: Int) {
    let (left, right) = (words(heard), words(said))
    var row = Array(0...right.count)
    for (i, word) in left.enumerated() {
      var previous = row
      previous[0] = i + 1
      for (j, other) in right.enumerated() {
        previous[j + 1] = min(previous[j] + 1, row[j + 1] + 1, row[j] + (word == other ? 0 : 1))
      }
      row = previous
    }
    return (row[right.count], right.count)
  }

  static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" }.map(String.init)
  }
}
