import Agents
import AsyncHTTPClient
import Calls
import Carriers
import Console
import Crypto
import Exchange
import Foundation
import HTTPAPI
import Hummingbird
import Identifiers
import Logging
import MediaTransport
import NIOCore
import NIOPosix
import Providers
import SIP
import SIPTransport
import ServiceLifecycle
import Store
import UnixSignals
import Webhooks

/// The whole server, put together: who implements what, from the inside out.
public struct TrunklineServer: Sendable {
  private let settings: Settings

  public init(settings: Settings) { self.settings = settings }

  /// Serves until SIGINT or SIGTERM; then hangs up every call and returns.
  ///
  /// - Throws: ``StartError`` when it cannot start.
  public func run() async throws {
    var log = Logger(label: "trunkline")
    log.logLevel = settings.logLevel
    // First, so that a start which cannot succeed makes nothing, above all no key that nobody sees.
    try PortProbe.requireFree(settings)
    let data = DataFolder(settings)
    let lock = try data.lock()
    defer { withExtendedLifetime(lock) {} }
    let hold = try await data.holdDatabase()
    defer { hold?.release() }
    let store = try await data.openStore()
    let group = MultiThreadedEventLoopGroup.singleton
    let web = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: EngineCatalog.httpConfiguration)
    do { try await serve(data, store: store, web: web, group: group, log: log) } catch {
      // A client that is not shut down traps when it goes, and hides the error's one line.
      try? await web.shutdown()
      throw error
    }
    try await web.shutdown()
    try store.close()
  }

  private func serve(
    _ data: DataFolder, store: Store, web: HTTPClient, group: MultiThreadedEventLoopGroup, log: Logger
  ) async throws {
    let clock: @Sendable () -> Duration = { MediaClock.now }
    let wallClock: @Sendable () -> Date = { Date() }
    let ids = IDSource.random { UInt64(Date().timeIntervalSince1970 * 1000) }

    // What was, and what a crash left open.
    let unfinished = try await store.closeUnfinished(
      reason: .serverShutdown, warning: "the server stopped without warning during this call; it ended before ended_at",
      at: wallClock())
    if unfinished > 0 { log.warning("closed calls that a crash left open", metadata: ["calls": "\(unfinished)"]) }
    let unborn = try await store.forgetProvisioningNumbers()
    if unborn > 0 { log.warning("gave up imports that a crash cut short", metadata: ["numbers": "\(unborn)"]) }
    let first = try await FirstStart(
      access: store, agents: store, trunks: store, numbers: store, ids: ids, now: wallClock()
    ).run(bootstrapKey: settings.bootstrapAPIKey)

    // Engines.
    let engines = EngineCatalog(
      configuration: ProvidersConfiguration(settings), defaultLanguageModel: FrontDesk(), http: web, group: group,
      log: log)

    // The telephone.
    let recordings = RecordingWriter(folder: data.recordings)
    for path in recordings.recoverTorn() {
      let file = URL(filePath: path)
      guard let call = ID<CallRecord>(file.deletingPathExtension().lastPathComponent) else { continue }
      try await store.attachRecording(file.lastPathComponent, to: call)
      log.notice("made a torn recording whole", metadata: ["conversation": "\(call)"])
    }
    let recordingThread = RecordingThread(recordings)
    let media = try Self.starting {
      try MediaFloor(range: settings.telephone.mediaPorts, address: settings.telephone.mediaBindAddress, log: log)
    }
    let seen = SeenAddress()
    let edge = TelephoneEdge(
      settings: TelephoneEdge.Settings(
        address: settings.telephone.address, port: settings.telephone.port,
        publicAddress: settings.telephone.publicAddress, maximumLegs: settings.telephone.maxCalls * 2 + 100,
        tls: try CertificateStore(settings).load(orMakeAt: wallClock()), tlsPort: settings.telephone.tlsPort,
        webSocketPort: settings.telephone.webSocketPort,
        secureWebSocketPort: settings.telephone.secureWebSocketPort,
        webSocket: WebSocketRules(origins: settings.telephone.webSocketOrigins), stun: settings.telephone.stunServer),
      phone: PhoneSettings(
        nonceSecret: (0..<32).map { _ in UInt8.random(in: .min ... .max) }, hash: digestHash,
        mediaAddress: settings.telephone.mediaAddress(seen: seen), clock: clock),
      media: media, group: group, log: log)

    // Agents' owners: the only way to addresses that customers give.
    let outside = GuardedClient(rules: AddressRules(allowsPrivate: settings.allowsPrivateWebhooks), group: group)

    // Where phone meets agent.
    let agentLoop = AgentLoop()
    let equipment = ExchangeEquipment(
      directory: store, agents: store, records: store, engines: engines,
      tools: WebhookToolRunner(sender: outside, wallClock: wallClock), agentLoop: agentLoop,
      recordings: recordings, ids: ids, wallClock: wallClock, clock: clock,
      isProvider: { edge.accounts.isServer($0, of: $1.description) },
      settings: ExchangeSettings(countryCode: settings.telephone.countryCode, maxCalls: settings.telephone.maxCalls),
      log: log)
    let switchboard = Switchboard(equipment: equipment)

    let trunkWatch = TrunkWatch(
      directory: store, desk: edge.accounts, clock: clock, wallClock: wallClock, log: log)
    let dialer = Dialer(
      equipment: equipment, phone: edge.phone, directory: store, statuses: trunkWatch, switchboard: switchboard)

    // What the agents' owners are told over HTTP.
    let courier = Courier(
      queue: store,
      payload: WebhookPayload(conversation: ConversationReport.conversation, message: ConversationReport.message),
      sender: outside, wallClock: wallClock, log: log)
    let carriers = CarrierDesks(
      settings, store: store, http: web, seen: seen, ids: ids, now: wallClock, log: log)

    // The API and the console.
    let api = API(
      stores: API.Stores(
        access: store, agents: store, trunks: store, numbers: store, records: store, webhooks: store,
        idempotency: store),
      liveCalls: switchboard, outboundCalls: dialer, trunkStatuses: trunkWatch, trunkTester: trunkWatch,
      carriers: carriers, recordings: data.recordings,
      readiness: [
        ReadinessCheck("store") { await Self.problem { try await store.check() } },
        ReadinessCheck("sip") { edge.isListening ? nil : "SIP does not listen" },
        ReadinessCheck("media") { media.isRunning ? nil : "the media thread does not run" },
      ], limits: settings.web.limits, ids: ids, now: wallClock)
    let router = api.router()
    Console().addRoutes(to: router)

    try Self.starting { try media.start() }
    recordingThread.start()
    agentLoop.start(now: clock)
    let sip: (listening: [String], port: Int)
    do { sip = try await edge.start() } catch { throw StartError(code: .unavailable, message: error.description) }
    seen.learn(edge.mappedAddress)
    let banner = await makeBanner(first, sip: sip, engines: engines)
    let application = Application(
      router: router,
      configuration: .init(address: .hostname(settings.web.address, port: settings.web.port), serverName: "Trunkline"),
      onServerRunning: { channel in
        await engines.warmUp()
        print(banner(channel.localAddress?.port ?? settings.web.port).text)
        print("ready")
        // Whoever started the server waits for that line, through a pipe too.
        fflush(nil)
      }, logger: log)

    var services = ServiceGroupConfiguration(
      services: [
        .init(service: EngineService(engines: engines)),
        .init(service: MediaService(media: media)),
        .init(service: CourierService(courier: courier)),
        .init(service: TelephoneService(edge: edge, switchboard: switchboard, trunkWatch: trunkWatch)),
        .init(service: CarrierService(carriers: carriers), successTerminationBehavior: .ignore),
        .init(service: application),
      ], gracefulShutdownSignals: [.sigint, .sigterm], logger: log)
    services.maximumGracefulShutdownDuration = Duration.seconds(20)
    do { try await ServiceGroup(configuration: services).run() } catch {
      throw StartError(code: .unavailable, message: Self.sentence(for: error, web: settings.web))
    }
    agentLoop.stop()
    media.stop()
    recordingThread.stop()
  }

  private static func starting<T>(_ work: () throws -> T) throws -> T {
    do { return try work() } catch { throw StartError(code: .unavailable, message: "\(error)") }
  }

  private static func problem(_ work: () async throws -> Void) async -> String? {
    do {
      try await work()
      return nil
    } catch { return "\(error)" }
  }

  private static func sentence(for error: any Error, web: Settings.Web) -> String {
    if let error = error as? IOError, error.errnoCode == EADDRINUSE {
      return "HTTP port \(web.port) on \(web.address) is taken; stop what uses it or set TRUNKLINE_HTTP_PORT"
    }
    return "the server failed: \(error)"
  }

  private func makeBanner(
    _ first: FirstStart.Outcome, sip: (listening: [String], port: Int), engines: EngineCatalog
  ) async -> @Sendable (_ httpPort: Int) -> Banner {
    let report = await engines.report()
    let problems = report.lines.compactMap { line -> String? in
      switch line.state {
      case .found: nil
      case .degraded(let text), .missing(let text): "\(line.engine): \(text)"
      }
    }
    let settings = settings
    return { port in
      let ports = settings.telephone.mediaPorts
      return Banner(
        http: "http://\(settings.web.address.reachableHost):\(port)", sip: sip.listening,
        dialAddress: "\(settings.telephone.dialHost):\(sip.port)",
        media: "UDP \(settings.telephone.mediaBindAddress) \(ports.lowerBound)-\(ports.upperBound)",
        number: first.demoNumber,
        newKey: first.newKey, languageModel: Self.modelName(settings.speech),
        hasLanguageModel: settings.speech.languageModel != nil || settings.speech.startsLocalModel,
        warnings: problems, dataDirectory: settings.dataDirectory.path(percentEncoded: false))
    }
  }

  private static func modelName(_ speech: Settings.Speech) -> String {
    if let endpoint = speech.languageModel { return "\(endpoint.model ?? "gpt-4o-mini") at \(endpoint.baseURL)" }
    if speech.startsLocalModel { return "the small local model" }
    return "none; the deterministic front desk answers from each agent's prompt"
  }
}
