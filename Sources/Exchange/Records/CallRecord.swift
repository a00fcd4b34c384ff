public import Agents
public import Carriers
public import Foundation
public import Identifiers

/// The record of one call: what clients see as a conversation.
public struct CallRecord: Identified, Hashable, Sendable, Codable {
  public static let idPrefix = "conv"

  public enum Status: String, Hashable, Sendable, Codable, CaseIterable {
    /// Ringing.
    case pending
    /// Answered.
    case active
    case completed
    /// Never connected.
    case failed

    public var isFinal: Bool { self == .completed || self == .failed }
  }
  public enum Direction: String, Hashable, Sendable, Codable, CaseIterable { case inbound, outbound, web }
  public enum Transport: String, Hashable, Sendable, Codable, CaseIterable { case sip, web }

  public var id: ID<CallRecord>
  public var workspace: ID<Workspace>
  /// Nil when the number had none.
  public var agent: ID<Agent>?
  public var status: Status
  public var direction: Direction
  public var transport: Transport
  /// The called number, an underscore and the record's ULID.
  public var roomName: String
  /// As the caller gave it; empty when withheld.
  public var fromNumber: String
  public var toNumber: String
  public var phoneNumber: ID<PhoneNumber>?
  public var trunk: ID<Trunk>?
  /// The display name the caller sent, unverified.
  public var callerIdentity: String?
  public var dynamicVariables: [String: JSONValue]
  public var createdAt: Date
  /// When it was answered.
  public var startedAt: Date?
  public var endedAt: Date?
  public var endReason: EndReason?
  public var endDetail: EndDetail?
  public var messageCount: Int
  /// The file in the recordings folder, once saved.
  public var recordingFile: String?
  public var metadata: [String: JSONValue]
  public var warnings: [String]
  public var quality: CallQuality?

  public init(
    id: ID<CallRecord>, workspace: ID<Workspace>, agent: ID<Agent>?, status: Status, direction: Direction,
    transport: Transport, roomName: String, fromNumber: String, toNumber: String, phoneNumber: ID<PhoneNumber>? = nil,
    trunk: ID<Trunk>? = nil, callerIdentity: String? = nil, dynamicVariables: [String: JSONValue] = [:],
    createdAt: Date, startedAt: Date? = nil, endedAt: Date? = nil, endReason: EndReason? = nil,
    endDetail: EndDetail? = nil, messageCount: Int = 0, recordingFile: String? = nil,
    metadata: [String: JSONValue] = [:], warnings: [String] = [], quality: CallQuality? = nil
  ) {
    self.id = id
    self.workspace = workspace
    self.agent = agent
    self.status = status
    self.direction = direction
    self.transport = transport
    self.roomName = roomName
    self.fromNumber = fromNumber
    self.toNumber = toNumber
    self.phoneNumber = phoneNumber
    self.trunk = trunk
    self.callerIdentity = callerIdentity
    self.dynamicVariables = dynamicVariables
    self.createdAt = createdAt
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.endReason = endReason
    self.endDetail = endDetail
    self.messageCount = messageCount
    self.recordingFile = recordingFile
    self.metadata = metadata
    self.warnings = warnings
    self.quality = quality
  }
}
