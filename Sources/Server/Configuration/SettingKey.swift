/// Every key of the configuration: its name in `trunkline.yaml`, in the environment and as a flag.
///
/// Sources rise in this order: default, file, environment, flag.
public enum SettingKey: String, CaseIterable, Sendable {
  case dataDirectory = "data_dir"
  case bind = "bind"
  case httpPort = "http_port"
  case sipBind = "sip_bind"
  case sipPort = "sip_port"
  case mediaPorts = "media_ports"
  case publicAddress = "public_address"
  case countryCode = "country_code"
  case bootstrapAPIKey = "bootstrap_api_key"
  case masterKeyFile = "master_key_file"
  case speechDirectory = "speech_dir"
  case languageModel = "llm"
  case languageModelBaseURL = "llm_base_url"
  case languageModelAPIKey = "llm_api_key"
  case languageModelName = "llm_model"
  case speechToTextBaseURL = "stt_base_url"
  case speechToTextAPIKey = "stt_api_key"
  case speechToTextModel = "stt_model"
  case textToSpeechBaseURL = "tts_base_url"
  case textToSpeechAPIKey = "tts_api_key"
  case textToSpeechModel = "tts_model"
  case textToSpeechVoice = "tts_voice"
  case maxCalls = "max_calls"
  case logLevel = "log_level"

  /// Like `TRUNKLINE_HTTP_PORT`.
  public var environmentName: String { "TRUNKLINE_" + rawValue.uppercased() }

  /// Like `--http-port`.
  public var flagName: String { "--" + rawValue.replacing("_", with: "-") }

  /// Nil: unset.
  public var defaultValue: String? {
    switch self {
    case .dataDirectory: "data"
    case .bind: "127.0.0.1"
    case .httpPort: "8080"
    case .sipPort: "5060"
    case .mediaPorts: "16384-20479"
    case .maxCalls: "500"
    case .logLevel: "info"
    default: nil
    }
  }

  public var summary: String {
    switch self {
    case .dataDirectory: "folder of the database, the recordings and the keys"
    case .bind:
      "address for HTTP, and for SIP and media unless sip_bind is set; 0.0.0.0 opens the server to the network"
    case .httpPort: "TCP port of the API and the console"
    case .sipBind: "address for SIP and media"
    case .sipPort: "UDP and TCP port of SIP"
    case .mediaPorts: "UDP ports of RTP and RTCP, first-last; two a call"
    case .publicAddress: "IP address that callers are told, when this machine is behind NAT"
    case .countryCode: "whose national number forms callers may dial, like 1 or 49; unset: international forms only"
    case .bootstrapAPIKey: "API key that the first start makes instead of a random one"
    case .masterKeyFile: "file of the key that seals secrets; made in data_dir when unset"
    case .speechDirectory: "folder of the embedded speech set (make speech)"
    case .languageModel: "local: start the small local model of the speech set"
    case .languageModelBaseURL: "OpenAI-compatible endpoint, like https://api.openai.com/v1"
    case .languageModelAPIKey: "its key"
    case .languageModelName: "its model"
    case .speechToTextBaseURL: "OpenAI-compatible endpoint for transcription, instead of the embedded recogniser"
    case .speechToTextAPIKey: "its key"
    case .speechToTextModel: "its model"
    case .textToSpeechBaseURL: "OpenAI-compatible endpoint for speech, instead of the embedded voice"
    case .textToSpeechAPIKey: "its key"
    case .textToSpeechModel: "its model"
    case .textToSpeechVoice: "its voice"
    case .maxCalls: "calls at once; more are answered 503"
    case .logLevel: "trace, debug, info, notice, warning or error"
    }
  }

  /// Never printed.
  public var isSecret: Bool {
    switch self {
    case .bootstrapAPIKey, .languageModelAPIKey, .speechToTextAPIKey, .textToSpeechAPIKey: true
    default: false
    }
  }
}
