internal import Foundation

/// Where the embedded speech set is installed, as `scripts/install-speech.sh` lays it out.
public struct SpeechFolder: Sendable, Hashable {
  public var path: String

  public init(_ path: String) { self.path = path }

  var onnxRuntime: String { path + "/lib/libonnxruntime.so" }
  var recogniser: String { path + "/lib/libsherpa-onnx-c-api.so" }
  var voiceActivityModel: String { path + "/models/silero_vad.onnx" }
  var recogniserModel: String { path + "/models/moonshine" }
  var languageModel: String { path + "/models/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf" }
  var python: String { path + "/sidecar/venv/bin/python" }
  var voiceProgram: String { path + "/sidecar/voice_sidecar.py" }
  var modelProgram: String { path + "/sidecar/model_server.py" }

  /// What the installation says that it is made of, name to version; nil when it is not complete.
  public var contents: [String: String]? {
    guard let stamp = try? String(contentsOfFile: path + "/READY", encoding: .utf8) else { return nil }
    let entries = stamp.split(separator: "\n").compactMap { line -> (String, String)? in
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      return words.count == 2 ? (words[0], words[1]) : nil
    }
    return Dictionary(entries, uniquingKeysWith: { _, last in last })
  }

  public var isReady: Bool { contents != nil }
  public var hasLanguageModel: Bool { contents?["model"] != nil }
}
