internal import Agents

extension EngineCatalog {
  /// What is there, what is missing, and how to get it.
  public func report() async -> EngineReport {
    EngineReport(lines: [
      await voiceActivityLine(), await transcriberLine(), voiceLine(), languageModelLine(),
    ])
  }

  private func voiceActivityLine() async -> EngineReport.Line {
    do {
      _ = try await loadedVoiceActivity()
      return .init(engine: "voice activity", state: .found("Silero \(version("silero-vad"))"))
    } catch {
      return .init(engine: "voice activity", state: .degraded("by loudness only: \(error)"))
    }
  }

  private func transcriberLine() async -> EngineReport.Line {
    if let endpoint = configuration.transcriber {
      return .init(engine: "speech to text", state: .found("\(endpoint.model) at \(endpoint.baseURL)"))
    }
    do {
      _ = try await loadedRecogniser()
      return .init(
        engine: "speech to text",
        state: .found("Moonshine \(version("moonshine")) on sherpa-onnx \(version("sherpa-onnx"))"))
    } catch {
      return .init(engine: "speech to text", state: .missing((error as? EngineError)?.message ?? "\(error)"))
    }
  }

  private func voiceLine() -> EngineReport.Line {
    let state: EngineReport.State
    if let endpoint = configuration.synthesizer {
      state = .found("\(endpoint.model) at \(endpoint.baseURL)")
    } else if let version = sidecar?.version {
      state = .found("hibari \(version)")
    } else if sidecar != nil {
      state = .found("hibari \(version("hibari-tts")), its sidecar is not running")
    } else if case .success = flite {
      state = .degraded("flite speaks: \(Self.notInstalled(configuration))")
    } else {
      state = .missing(Self.notInstalled(configuration))
    }
    return .init(engine: "text to speech", state: state)
  }

  private func languageModelLine() -> EngineReport.Line {
    let state: EngineReport.State
    if let endpoint = configuration.languageModel {
      state = .found("\(endpoint.model) at \(endpoint.baseURL)")
    } else if let localModel {
      state = .found("the local model at \(localModel.endpoint.baseURL)")
    } else if let localModelProblem {
      state = .degraded("the front desk answers: \(localModelProblem)")
    } else {
      state = .found("the front desk; set TRUNKLINE_LLM_BASE_URL and TRUNKLINE_LLM_MODEL to connect a language model")
    }
    return .init(engine: "language model", state: state)
  }

  private func version(_ part: String) -> String { configuration.speechFolder.contents?[part] ?? "" }
}
