extension EngineError {
  /// Any error as an engine's own. What others wrote may hold a key or a transcript, so only its type is kept.
  init(_ error: any Error, engine: String) {
    self =
      error as? EngineError
      ?? EngineError(engine: engine, code: .failed, message: "it failed with \(type(of: error))")
  }
}
