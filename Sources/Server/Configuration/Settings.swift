public import Carriers
public import Foundation
public import HTTPAPI
public import Logging
public import SIP
public import SIPTransport
public import Store

/// The server's configuration, read once at start.
public struct Settings: Sendable {
  public struct Web: Sendable {
    public var address: String
    public var port: Int
    /// Of each API key.
    public var limits: RateLimits
  }

  public struct Telephone: Sendable {
    public var address: String
    /// UDP and TCP.
    public var port: Int
    public var mediaPorts: ClosedRange<UInt16>
    /// What callers are told; nil: the address through which they are reached.
    public var publicAddress: String?
    public var countryCode: String?
    public var maxCalls: Int
    /// Asked for the public address when that is not set.
    public var stunServer: STUNServer?
    /// Nil: off.
    public var tlsPort: Int?
    /// Nil: off.
    public var webSocketPort: Int?
    /// Nil: off.
    public var secureWebSocketPort: Int?
    /// Pages that may open a WebSocket; empty: any client.
    public var webSocketOrigins: [String]
    public var security: Security
  }

  /// How SIP speaks TLS.
  public struct Security: Sendable {
    /// Nil: a certificate of our own making.
    public var certificateFile: URL?
    public var keyFile: URL?
    public var trustFile: URL?
    public var verification: CertificateCheck
    public var minimumVersion: TLSSettings.Version
    public var callerCertificates: TLSSettings.CallerCertificates
    public var applicationProtocols: [String]
  }

  /// An OpenAI-compatible endpoint.
  public struct Endpoint: Sendable {
    public var baseURL: String
    public var apiKey: String?
    public var model: String?
    public var voice: String?
  }

  public struct Speech: Sendable {
    public var directory: URL
    /// Start the local model beside the server.
    public var startsLocalModel: Bool
    public var languageModel: Endpoint?
    public var speechToText: Endpoint?
    public var textToSpeech: Endpoint?
  }

  public struct Carriers: Sendable {
    public var twilio: TwilioHosts
    /// Nil: no project.
    public var liveKit: LiveKitSettings?
  }

  public var dataDirectory: URL
  /// Nil: SQLite in the data folder.
  public var database: PostgresLocation?
  public var masterKeyFile: URL
  /// Instead of the file.
  public var masterKey: MasterKey?
  public var previousMasterKey: MasterKey?
  public var bootstrapAPIKey: String?
  public var web: Web
  public var telephone: Telephone
  public var speech: Speech
  /// Whether webhooks may reach this machine and private networks.
  public var allowsPrivateWebhooks: Bool
  public var carriers: Carriers
  public var logLevel: Logger.Level

  /// - Throws: ``StartError`` that names the key, where its value came from and what it must be.
  public init(_ sources: SettingSources) throws {
    let read = SettingReader(sources: sources)
    dataDirectory = read.folder(.dataDirectory)
    database = try read.database(.databaseURL)
    masterKeyFile = read.text(.masterKeyFile).map(SettingReader.url) ?? dataDirectory.appending(path: "master.key")
    masterKey = try read.masterKey(.masterKey)
    previousMasterKey = try read.masterKey(.previousMasterKey)
    bootstrapAPIKey = try read.apiKey(.bootstrapAPIKey)
    let bind = try read.address(.bind) ?? "127.0.0.1"
    web = Web(
      address: bind, port: try read.port(.httpPort),
      limits: RateLimits(
        requests: try read.rateLimit(.requestRate, .requestBurst), calls: try read.rateLimit(.callRate, .callBurst)))
    let sipPort = try read.port(.sipPort)
    telephone = Telephone(
      address: try read.address(.sipBind) ?? bind, port: sipPort,
      mediaPorts: try read.portRange(.mediaPorts), publicAddress: try read.address(.publicAddress),
      countryCode: try read.countryCode(.countryCode), maxCalls: try read.count(.maxCalls),
      stunServer: try read.stunServer(.stunServer),
      tlsPort: try read.optionalPort(.sipTLSPort, unset: sipPort == 5060 ? 5061 : nil),
      webSocketPort: try read.optionalPort(.sipWebSocketPort, unset: nil),
      secureWebSocketPort: try read.optionalPort(.sipSecureWebSocketPort, unset: nil),
      webSocketOrigins: read.list(.sipWebSocketOrigins), security: try Security(read))
    speech = Speech(
      directory: read.text(.speechDirectory).map(SettingReader.url) ?? Self.usualSpeechDirectory,
      startsLocalModel: try read.isLocal(.languageModel),
      languageModel: try read.endpoint(.languageModelBaseURL, .languageModelAPIKey, .languageModelName, nil),
      speechToText: try read.endpoint(.speechToTextBaseURL, .speechToTextAPIKey, .speechToTextModel, nil),
      textToSpeech: try read.endpoint(
        .textToSpeechBaseURL, .textToSpeechAPIKey, .textToSpeechModel, .textToSpeechVoice))
    allowsPrivateWebhooks = try read.isOn(.allowsPrivateWebhooks)
    carriers = Carriers(
      twilio: TwilioHosts(api: try read.webAddress(.twilioAPIURL), trunking: try read.webAddress(.twilioTrunkingURL)),
      liveKit: try read.liveKit())
    logLevel = try read.logLevel(.logLevel)
  }

  /// Where `make speech` puts the embedded speech set.
  public static var usualSpeechDirectory: URL {
    URL(filePath: NSHomeDirectory()).appending(path: ".local/share/trunkline/speech")
  }
}
