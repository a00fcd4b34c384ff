public import Foundation
public import Identifiers

/// A trunk as a client wrote it, before it is checked. Fields that were left out, or that could not be read, are nil
/// or their default.
public struct TrunkDraft: Hashable, Sendable {
  public var name: String?
  public var kind: Trunk.Kind?
  public var direction: Trunk.Direction?
  public var sipAddress: String?
  public var authUsername: String?
  public var authPassword: String?
  public var allowedAddresses: [String]
  public var transport: Trunk.Transport
  public var mediaEncryption: Trunk.MediaEncryption
  public var numberFormat: Trunk.NumberFormat
  public var maxConcurrentCalls: Int?

  public init(
    name: String? = nil, kind: Trunk.Kind? = nil, direction: Trunk.Direction? = nil, sipAddress: String? = nil,
    authUsername: String? = nil, authPassword: String? = nil, allowedAddresses: [String] = [],
    transport: Trunk.Transport = .auto, mediaEncryption: Trunk.MediaEncryption = .allow,
    numberFormat: Trunk.NumberFormat = .plus, maxConcurrentCalls: Int? = nil
  ) {
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
  }

  /// Everything that is wrong with it, all at once; empty when it can become a trunk.
  public var problems: InvalidFields {
    var found = InvalidFields()
    noteNames(in: &found)
    noteAddresses(in: &found)
    noteAuthentication(in: &found)
    if transport == .tls { found.note("transport", "tls is not available in this version; use auto, udp or tcp") }
    if mediaEncryption == .require {
      found.note("media_encryption", "require is not available in this version; use disable or allow")
    }
    if let calls = maxConcurrentCalls, !(1...10_000).contains(calls) {
      found.note("max_concurrent_calls", "must be 1 to 10000")
    }
    return found
  }

  /// The trunk it describes.
  ///
  /// - Throws: ``problems``.
  public func trunk(
    id: ID<Trunk>, in workspace: ID<Workspace>, createdAt: Date, updatedAt: Date
  ) throws(InvalidFields) -> Trunk {
    let problems = problems
    guard problems.isEmpty, let name, let kind, let direction else { throw problems }
    return Trunk(
      id: id, workspace: workspace, name: name, kind: kind, direction: direction, sipAddress: sipAddress,
      authUsername: authUsername, authPassword: authPassword,
      allowedAddresses: allowedAddresses.compactMap(AddressRange.init), transport: transport,
      mediaEncryption: mediaEncryption, numberFormat: numberFormat, maxConcurrentCalls: maxConcurrentCalls,
      createdAt: createdAt, updatedAt: updatedAt)
  }

  private func noteNames(in found: inout InvalidFields) {
    if let name {
      if let problem = DraftText.problem(with: name, longest: 100) { found.note("name", problem) }
    } else {
      found.note("name", "is required")
    }
    if kind == nil { found.note("kind", "is required: twilio or byoc") }
    if direction == nil { found.note("direction", "is required: inbound, outbound or both") }
  }

  private func noteAddresses(in found: inout InvalidFields) {
    if let sipAddress {
      if SIPAddress(sipAddress) == nil {
        found.note("sip_address", "must be host or host:port, like sip.example.com:5060, without sip:")
      }
    } else if let direction, direction != .inbound {
      found.note("sip_address", "is required unless direction is inbound")
    }
    if allowedAddresses.count > 256 { found.note("allowed_addresses", "must have at most 256 entries") }
    for (index, text) in allowedAddresses.enumerated() where AddressRange(text) == nil {
      found.note(
        "allowed_addresses[\(index)]", "must be an IPv4 or IPv6 address or CIDR range, like 203.0.113.0/24")
    }
  }

  private func noteAuthentication(in found: inout InvalidFields) {
    if let authUsername, let problem = DraftText.problem(with: authUsername, longest: 128) {
      found.note("auth_username", problem)
    }
    if let authPassword, let problem = DraftText.problem(with: authPassword, longest: 256) {
      found.note("auth_password", problem)
    }
    if authUsername != nil, authPassword == nil { found.note("auth_password", "is required with auth_username") }
    if authPassword != nil, authUsername == nil { found.note("auth_username", "is required with auth_password") }
  }
}
