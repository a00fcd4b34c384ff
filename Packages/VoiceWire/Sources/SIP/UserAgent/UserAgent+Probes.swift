extension UserAgent {
  /// Sends OPTIONS outside of any call (RFC 3261 §11.1). Any final response shows that somebody is there.
  mutating func probe(_ probe: Probe, as id: LegID, at now: Duration) -> [Effect] {
    let way = probe.destination
    let flow = flow(along: way)
    var from = probe.from
    from.tag = newTag()
    var request = SIPRequest(method: .options, uri: probe.target)
    request.headers.append(.via, "\(newVia(to: way, over: flow))")
    request.headers.append(.maxForwards, "70")
    request.headers.append(.from, "\(from)")
    request.headers.append(.to, "\(NameAddress(uri: probe.target))")
    request.headers.append(.callID, newTag() + newTag() + "@" + advertised(flow).host)
    request.headers.append(.cSeq, "\(CSeq(number: 1, method: .options))")
    request.headers.append(.contact, contact(over: flow))
    request.headers.append(.accept, "application/sdp")
    request.headers.append(.userAgent, configuration.product)
    probes.insert(id)
    return resolve(transactions.start(request, to: way, leg: id, at: now), at: now)
  }

  /// The flow of a way; of one without, from where we are said to be, else from an address we do not know.
  func flow(along way: Destination) -> Flow {
    let local = configuration.advertised[way.transport] ?? HostPort(host: "0.0.0.0", port: way.transport.defaultPort)
    return way.flow ?? Flow(transport: way.transport, local: local, remote: way.address)
  }

  /// What came of a probe; nil when the name is not that of one.
  mutating func probeAnswered(
    _ outcome: Result<SIPResponse, ClientTransactionFailure>, _ id: LegID
  ) -> [Effect]? {
    guard probes.contains(id) else { return nil }
    if case .success(let response) = outcome, response.status.isProvisional { return [] }
    probes.remove(id)
    return [.event(id, .answered(.options, Self.status(of: outcome)))]
  }

  /// The status of a final response, or what its absence is treated as (RFC 3261 §8.1.3.1).
  static func status(of outcome: Result<SIPResponse, ClientTransactionFailure>) -> SIPStatus {
    switch outcome {
    case .success(let response): response.status
    case .failure(.timedOut): 408
    case .failure(.transport): 503
    }
  }
}
