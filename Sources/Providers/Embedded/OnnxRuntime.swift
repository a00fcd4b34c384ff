internal import COnnxRuntime

/// ONNX Runtime, out of the speech set's library folder.
final class OnnxRuntime: Sendable {
  // The C side is safe to use from several threads and is never closed.
  nonisolated(unsafe) let runtime: OpaquePointer

  init(library: String) throws(EngineProblem) {
    runtime = try CProblem.from { onnx_runtime_open(library, $0, $1) }
  }

  var version: String { String(cString: onnx_runtime_version(runtime)) }
}

/// A model that is loaded into an ``OnnxRuntime``; any number of threads may run it at once.
final class OnnxSession: Sendable {
  let runtime: OnnxRuntime
  nonisolated(unsafe) let session: OpaquePointer

  init(model: String, threads: Int, in runtime: OnnxRuntime) throws(EngineProblem) {
    self.runtime = runtime
    session = try CProblem.from { onnx_session_open(runtime.runtime, model, Int32(clamping: threads), $0, $1) }
  }

  deinit { onnx_session_close(session) }
}
