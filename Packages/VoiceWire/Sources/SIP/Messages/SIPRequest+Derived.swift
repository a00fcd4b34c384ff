extension SIPRequest {
  /// The ACK of a final response other than 2xx: same branch, same route, To from the response (RFC 3261 §17.1.1.3).
  public func acknowledgement(of response: SIPResponse) -> SIPRequest {
    var ack = derived(.ack)
    if let to = response.headers[.to] { ack.headers[.to] = to }
    return ack
  }

  /// The CANCEL of this request (RFC 3261 §9.1).
  public func cancellation() -> SIPRequest {
    derived(.cancel)
  }

  private func derived(_ method: SIPMethod) -> SIPRequest {
    var request = SIPRequest(method: method, uri: uri)
    if let via = headers.elements(.via).first { request.headers.append(.via, via) }
    request.headers.append(.maxForwards, "70")
    for name in [SIPHeaderName.from, .to, .callID] {
      if let value = headers[name] { request.headers.append(name, value) }
    }
    let number = headers[.cSeq].flatMap(CSeq.init)?.number ?? 0
    request.headers.append(.cSeq, "\(CSeq(number: number, method: method))")
    for field in headers.all(.route) { request.headers.append(field) }
    return request
  }
}
