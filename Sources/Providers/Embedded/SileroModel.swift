internal import COnnxRuntime

/// Silero's voice activity network, shared by all callers; each brings its own state.
final class SileroModel: Sendable {
  /// Numbers that the network remembers between two windows.
  static let stateSize = ONNX_SILERO_STATE

  private let session: OnnxSession

  init(path: String, runtime: OnnxRuntime) throws(EngineProblem) {
    session = try OnnxSession(model: path, threads: 1, in: runtime)
  }

  /// The probability of speech in a window; `samples` are it and what the network wants from before it. Replaces
  /// `state`. Nil when the runtime failed.
  func probability(of samples: [Float], hz: Int, state: inout [Float]) -> Float? {
    guard state.count == Self.stateSize else { return nil }
    var probability: Float = 0
    let result = samples.withUnsafeBufferPointer { samples in
      state.withUnsafeMutableBufferPointer { state in
        onnx_silero_run(
          session.session, samples.baseAddress, samples.count, Int64(hz), state.baseAddress, &probability)
      }
    }
    return result == 0 ? probability : nil
  }
}
