extension TrunkDraft {
  func noteNames(in found: inout InvalidFields) {
    if let name {
      if let problem = DraftText.problem(with: name, longest: 100) { found.note("name", problem) }
    } else {
      found.note("name", "is required")
    }
    if kind == nil { found.note("kind", "is required: twilio or byoc") }
    if direction == nil { found.note("direction", "is required: inbound, outbound or both") }
  }

  func noteAddresses(in found: inout InvalidFields) {
    let form = "must be host or host:port, like sip.example.com:5060, without sip:"
    if let address = settings.sipAddress {
      if SIPAddress(address) == nil { found.note("sip_address", form) }
    } else if let direction, direction != .inbound {
      found.note("sip_address", "is required unless direction is inbound")
    } else if settings.register {
      found.note("sip_address", "is required with register: it is where we register")
    }
    if let proxy = settings.outboundProxy, SIPAddress(proxy) == nil { found.note("outbound_proxy", form) }
    if allowedAddresses.count > 256 { found.note("allowed_addresses", "must have at most 256 entries") }
    for (index, text) in allowedAddresses.enumerated() where AddressRange(text) == nil {
      found.note(
        "allowed_addresses[\(index)]", "must be an IPv4 or IPv6 address or CIDR range, like 203.0.113.0/24")
    }
  }

  func noteAuthentication(in found: inout InvalidFields) {
    if let username = settings.authUsername, let problem = DraftText.problem(with: username, longest: 128) {
      found.note("auth_username", problem)
    }
    if let password = settings.authPassword, let problem = DraftText.problem(with: password, longest: 256) {
      found.note("auth_password", problem)
    }
    switch (settings.authUsername, settings.authPassword) {
    case (.some, nil): found.note("auth_password", "is required with auth_username")
    case (nil, .some): found.note("auth_username", "is required with auth_password")
    case (nil, nil) where settings.register:
      found.note("auth_username", "is required with register: it is the user we register as")
    default: break
    }
  }

  func noteLimits(in found: inout InvalidFields) {
    if let calls = settings.maxConcurrentCalls, !Self.concurrentCalls.contains(calls) {
      found.note("max_concurrent_calls", "must be 1 to 10000")
    }
    if let calls = settings.maxCallsPerSecond, !Self.callsPerSecond.contains(calls) {
      found.note("max_calls_per_second", "must be 1 to 1000")
    }
    if !Self.priorities.contains(settings.priority) { found.note("priority", "must be 0 to 1000") }
  }

  public static let concurrentCalls = 1...10_000
  public static let callsPerSecond = 1...1000
  public static let priorities = 0...1000
}
