/// Every key of the configuration: its name in `trunkline.yaml`, in the environment and as a flag.
///
/// Sources rise in this order: default, file, environment, flag.
public enum SettingKey: String, CaseIterable, Sendable {
  case dataDirectory = "data_dir"
  case databaseURL = "database_url"
  case bind = "bind"
  case httpPort = "http_port"
  case sipBind = "sip_bind"
  case sipPort = "sip_port"
  case sipTLSPort = "sip_tls_port"
  case sipWebSocketPort = "sip_ws_port"
  case sipSecureWebSocketPort = "sip_wss_port"
  case sipWebSocketOrigins = "sip_ws_origins"
  case tlsCertificate = "tls_certificate"
  case tlsKey = "tls_key"
  case tlsTrust = "tls_trust"
  case tlsVerification = "tls_verify"
  case tlsMinimumVersion = "tls_min_version"
  case tlsCallerCertificates = "tls_client_certificates"
  case tlsApplicationProtocols = "tls_alpn"
  case mediaPorts = "media_ports"
  case publicAddress = "public_address"
  case stunServer = "stun_server"
  case countryCode = "country_code"
  case bootstrapAPIKey = "bootstrap_api_key"
  case masterKeyFile = "master_key_file"
  case masterKey = "master_key"
  case previousMasterKey = "previous_master_key"
  case requestRate = "api_rate"
  case requestBurst = "api_burst"
  case callRate = "call_rate"
  case callBurst = "call_burst"
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
  case allowsPrivateWebhooks = "allow_private_webhooks"
  case twilioAPIURL = "twilio_api_url"
  case twilioTrunkingURL = "twilio_trunking_url"
  case liveKitURL = "livekit_url"
  case liveKitAPIKey = "livekit_api_key"
  case liveKitAPISecret = "livekit_api_secret"
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
    case .tlsVerification: "full"
    case .tlsMinimumVersion: "1.2"
    case .tlsCallerCertificates: "ignored"
    case .mediaPorts: "16384-20479"
    case .allowsPrivateWebhooks: "false"
    case .maxCalls: "500"
    case .requestRate: "50"
    case .requestBurst: "100"
    case .callRate: "10"
    case .callBurst: "20"
    case .logLevel: "info"
    default: nil
    }
  }

  public var summary: String {
    switch self {
    case .dataDirectory: "folder of the recordings, the keys and, without database_url, the database"
    case .databaseURL: "PostgreSQL database, like postgres://user:password@host:5432/name; unset: SQLite in data_dir"
    case .bind:
      "address for HTTP, and for SIP and media unless sip_bind is set; 0.0.0.0 opens the server to the network"
    case .httpPort: "TCP port of the API and the console"
    case .sipBind: "address for SIP and media"
    case .sipPort: "UDP and TCP port of SIP"
    case .sipTLSPort: "TCP port of SIP over TLS, or off; unset: 5061 when sip_port is 5060, else off"
    case .sipWebSocketPort: "TCP port of SIP over WebSocket; unset: off"
    case .sipSecureWebSocketPort: "TCP port of SIP over secure WebSocket; unset: off"
    case .sipWebSocketOrigins: "pages that may open a WebSocket, with commas between; unset: any client"
    case .tlsCertificate: "PEM file of the certificate and those that signed it; made in data_dir when unset"
    case .tlsKey: "PEM file of its private key"
    case .tlsTrust: "PEM file of roots that are trusted beside those of the system"
    case .tlsVerification: "how servers' certificates are checked: full, chain (any name) or none"
    case .tlsMinimumVersion: "oldest TLS version, 1.2 or 1.3"
    case .tlsCallerCertificates: "required: who connects over TLS must show a trusted certificate; or ignored"
    case .tlsApplicationProtocols: "what ALPN offers, like sip; unset: nothing, as some carriers demand"
    case .mediaPorts: "UDP ports of RTP and RTCP, first-last; two a call"
    case .publicAddress: "IP address that callers are told, when this machine is behind NAT"
    case .stunServer: "host or host:port asked for the public address at the start, when public_address is unset"
    case .countryCode: "whose national number forms callers may dial, like 1 or 49; unset: international forms only"
    case .bootstrapAPIKey: "API key that the first start makes instead of a random one"
    case .masterKeyFile: "file of the key that seals secrets; made in data_dir when unset"
    case .masterKey: "the key itself, 64 hexadecimal characters, instead of a file"
    case .previousMasterKey: "the key before it, until trunkline secrets rotate has sealed everything anew"
    case .requestRate: "requests a second that an API key may make in the long run, or off"
    case .requestBurst: "requests that it may make at once after a pause"
    case .callRate: "calls a second that an API key may place in the long run, or off"
    case .callBurst: "calls that it may place at once after a pause"
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
    case .allowsPrivateWebhooks: "true: webhooks may reach this machine and private networks"
    case .twilioAPIURL: "where Twilio's API is, instead of https://api.twilio.com; for tests"
    case .twilioTrunkingURL: "where Twilio's trunking API is, instead of https://trunking.twilio.com; for tests"
    case .liveKitURL: "LiveKit Cloud project at which numbers are bought, like wss://project.livekit.cloud"
    case .liveKitAPIKey: "its API key"
    case .liveKitAPISecret: "its API secret"
    case .maxCalls: "calls at once; more are answered 503"
    case .logLevel: "trace, debug, info, notice, warning or error"
    }
  }

  /// Never printed.
  public var isSecret: Bool {
    switch self {
    case .databaseURL, .masterKey, .previousMasterKey, .bootstrapAPIKey, .languageModelAPIKey, .speechToTextAPIKey,
      .textToSpeechAPIKey, .liveKitAPISecret:
      true
    default: false
    }
  }
}
