public import Agents
public import Calls
public import Carriers
public import Foundation
public import Identifiers
public import Logging

/// What the exchange works with; each part is somebody else's.
public struct ExchangeEquipment: Sendable {
  public var directory: any NumberDirectory
  public var agents: any AgentStore
  public var records: any CallRecordStore
  public var engines: any EngineResolver
  public var tools: any ToolRunner
  public var agentLoop: AgentLoop
  public var recordings: RecordingWriter
  public var ids: IDSource
  public var wallClock: @Sendable () -> Date
  /// Monotonic time, the same as the agent loop's.
  public var clock: @Sendable () -> Duration
  /// Returns after so much time of that clock; throws when its task is cancelled.
  public var pause: @Sendable (Duration) async throws -> Void
  /// Whether an address is that of a server at which the trunk registers.
  public var isProvider: @Sendable (_ address: String, _ trunk: ID<Trunk>) -> Bool
  public var settings: ExchangeSettings
  public var log: Logger

  public init(
    directory: any NumberDirectory, agents: any AgentStore, records: any CallRecordStore,
    engines: any EngineResolver, tools: any ToolRunner = NoToolRunner(), agentLoop: AgentLoop,
    recordings: RecordingWriter, ids: IDSource,
    wallClock: @escaping @Sendable () -> Date, clock: @escaping @Sendable () -> Duration,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    isProvider: @escaping @Sendable (_ address: String, _ trunk: ID<Trunk>) -> Bool = { _, _ in false },
    settings: ExchangeSettings, log: Logger
  ) {
    self.directory = directory
    self.agents = agents
    self.records = records
    self.engines = engines
    self.tools = tools
    self.agentLoop = agentLoop
    self.recordings = recordings
    self.ids = ids
    self.wallClock = wallClock
    self.clock = clock
    self.pause = pause
    self.isProvider = isProvider
    self.settings = settings
    self.log = log
  }
}

/// The exchange's own rules.
public struct ExchangeSettings: Sendable, Hashable {
  /// Whose national number forms callers may dial, like `1`; nil: international forms only.
  public var countryCode: String?
  /// More calls at once are answered 503.
  public var maxCalls: Int
  /// The longest call that any agent may hold.
  public var longestCall: Duration

  public init(countryCode: String? = nil, maxCalls: Int = 500, longestCall: Duration = .seconds(4 * 3600)) {
    self.countryCode = countryCode
    self.maxCalls = maxCalls
    self.longestCall = longestCall
  }
}
