import Agents
import Carriers
import Exchange
import Foundation
import Identifiers

/// Entities that tests keep, with every field set.
enum Sample {
  static let time = Date(timeIntervalSince1970: 1_800_000_000.125)

  static func id<Entity>(_ number: UInt64) -> ID<Entity> { ID(ULID(high: 0, low: number)) }

  static func agent(_ number: UInt64, in workspace: ID<Workspace>) -> Agent {
    Agent(
      id: id(number), workspace: workspace, name: "Desk \(number)", prompt: "You answer {{who}}.",
      firstMessage: "Hello.", language: "en-GB",
      languageModel: .init(
        provider: "openai", model: "m", baseURL: "http://127.0.0.1:1/v1", apiKey: "planted-model-key",
        temperature: 0.5, extraBody: ["top_p": 0.9]),
      speech: .init(provider: "embedded", voiceID: "v", speed: 1.25), transcription: .init(provider: "embedded"),
      turnHandling: .init(responseDelaySeconds: 0.25, inactivityTimeoutSeconds: 20, interruptible: false),
      maxCallDurationSeconds: 600, savesRecording: true, webhookURL: "https://example.com/hook",
      webhookSecret: "planted-webhook-secret", tools: [.system(.endCall)],
      variables: [.init(key: "who", kind: .string, defaultValue: "you", summary: "Whom", isRequired: true)],
      metadata: ["nested": ["a": [1, 2.5, .null]]], createdAt: time, updatedAt: time)
  }

  static func trunk(_ number: UInt64, in workspace: ID<Workspace>) -> Trunk {
    Trunk(
      id: id(number), workspace: workspace, name: "Carrier \(number)", kind: .byoc, direction: .both,
      allowedAddresses: [AddressRange("203.0.113.0/24"), AddressRange("2001:db8::1")].compactMap { $0 },
      settings: TrunkSettings(
        sipAddress: "sip.example.com:5070", outboundProxy: "proxy.example.com", authUsername: "user",
        authPassword: "planted-sip-password", register: true, transport: .udp, tlsVerification: .chain,
        mediaEncryption: .disable, numberFormat: .noPlus, callerIDHeader: .assertedIdentity, dtmfMode: .info,
        acceptsReferrals: true,
        maxConcurrentCalls: 5, maxCallsPerSecond: 2, priority: 7), createdAt: time, updatedAt: time)
  }

  static func number(
    _ number: UInt64, in workspace: ID<Workspace>, on trunk: ID<Trunk>? = nil, agent: ULID? = nil
  ) -> PhoneNumber {
    guard let e164 = E164("+1415555\(1000 + number)") else { fatalError("not a number: \(number)") }
    return PhoneNumber(
      id: id(number), workspace: workspace, number: e164, source: .byoc, label: "Line \(number)", trunk: trunk,
      agent: agent, capabilities: [.inbound, .outbound], createdAt: time, updatedAt: time)
  }

  static func record(
    _ number: UInt64, in workspace: ID<Workspace>, status: CallRecord.Status = .active, agent: ID<Agent>? = nil
  ) -> CallRecord {
    CallRecord(
      id: id(number), workspace: workspace, agent: agent, status: status, direction: .inbound, transport: .sip,
      roomName: "+14155550100_\(number)", fromNumber: "+14155550\(200 + number)", toNumber: "+14155550100",
      phoneNumber: id(1), trunk: id(1), callerIdentity: "A <b>", dynamicVariables: ["k": "v"], createdAt: time,
      startedAt: time, endDetail: .init(sipCode: 200, sipReason: "OK"), metadata: ["m": true],
      warnings: ["unknown variable x"], quality: .init(mos: 4.3, packetsLost: 1, jitterMilliseconds: 2.5, codec: "PCMU")
    )
  }

  static func message(_ number: UInt64, _ content: String) -> RecordedMessage {
    RecordedMessage(
      id: id(number), role: .tool, content: content, toolName: "end_call", toolArguments: ["reason": "done"],
      toolResult: .null, startedAt: time, endedAt: time.addingTimeInterval(1), interrupted: true,
      latency: .init(endpointing: 1, transcription: 2, languageModel: 3, synthesis: 4, total: 10))
  }
}
