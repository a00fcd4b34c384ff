public import Foundation
public import Identifiers

/// A number that a workspace imported, and the agent that answers it.
public struct PhoneNumber: Identified, Hashable, Sendable, Codable {
  public static let idPrefix = "pn"

  public enum Source: String, Hashable, Sendable, Codable, CaseIterable { case livekit, twilio, byoc }
  public enum Capability: String, Hashable, Sendable, Codable, CaseIterable { case inbound, outbound }
  public enum Status: String, Hashable, Sendable, Codable, CaseIterable { case active, provisioning, failed }

  public var id: ID<PhoneNumber>
  public var workspace: ID<Workspace>
  public var number: E164
  public var source: Source
  public var label: String?
  public var trunk: ID<Trunk>?
  /// The id of the agent that answers; nil: calls are refused. Kept as a plain ULID because carriers do not know agents.
  public var agent: ULID?
  public var capabilities: [Capability]
  public var status: Status
  public var statusDetail: String?
  public var createdAt: Date
  public var updatedAt: Date

  public init(
    id: ID<PhoneNumber>, workspace: ID<Workspace>, number: E164, source: Source, label: String? = nil,
    trunk: ID<Trunk>? = nil, agent: ULID? = nil, capabilities: [Capability], status: Status = .active,
    statusDetail: String? = nil, createdAt: Date, updatedAt: Date
  ) {
    self.id = id
    self.workspace = workspace
    self.number = number
    self.source = source
    self.label = label
    self.trunk = trunk
    self.agent = agent
    self.capabilities = capabilities
    self.status = status
    self.statusDetail = statusDetail
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}
