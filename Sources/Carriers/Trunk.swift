public import Foundation
public import Identifiers

/// A SIP trunk: how calls reach us from a carrier or PBX and how ours reach it.
public struct Trunk: Identified, Hashable, Sendable, Codable {
  public static let idPrefix = "trunk"

  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable { case twilio, byoc }
  public enum Direction: String, Hashable, Sendable, Codable, CaseIterable { case inbound, outbound, both }
  public enum Transport: String, Hashable, Sendable, Codable, CaseIterable { case auto, udp, tcp, tls }
  public enum MediaEncryption: String, Hashable, Sendable, Codable, CaseIterable { case disable, allow, require }
  public enum NumberFormat: String, Hashable, Sendable, Codable, CaseIterable {
    case plus
    case noPlus = "no_plus"
  }

  public var id: ID<Trunk>
  public var workspace: ID<Workspace>
  public var name: String
  public var kind: Kind
  public var direction: Direction
  /// `host` or `host:port`; nil only when calls only come in.
  public var sipAddress: String?
  public var authUsername: String?
  /// Write-only over the API, encrypted at rest.
  public var authPassword: String?
  /// Where calls may come from; empty: from anywhere.
  public var allowedAddresses: [AddressRange]
  public var transport: Transport
  public var mediaEncryption: MediaEncryption
  public var numberFormat: NumberFormat
  public var maxConcurrentCalls: Int?
  public var createdAt: Date
  public var updatedAt: Date

  public init(
    id: ID<Trunk>, workspace: ID<Workspace>, name: String, kind: Kind, direction: Direction, sipAddress: String? = nil,
    authUsername: String? = nil, authPassword: String? = nil, allowedAddresses: [AddressRange] = [],
    transport: Transport = .auto, mediaEncryption: MediaEncryption = .allow, numberFormat: NumberFormat = .plus,
    maxConcurrentCalls: Int? = nil, createdAt: Date, updatedAt: Date
  ) {
    self.id = id
    self.workspace = workspace
    self.name = name
    self.kind = kind
    self.direction = direction
    self.sipAddress = sipAddress
    self.authUsername = authUsername
    self.authPassword = authPassword
    self.allowedAddresses = allowedAddresses
    self.transport = transport
    self.mediaEncryption = mediaEncryption
    self.numberFormat = numberFormat
    self.maxConcurrentCalls = maxConcurrentCalls
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}
