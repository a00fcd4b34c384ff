extension SIPResponse {
  /// The answer to a request: Via, From, Call-ID and CSeq copied, To with our tag (RFC 3261 §8.2.6.2), the Timestamp in a
  /// 100, and Record-Route where the answer may make a dialog (§12.1.1).
  public init(answering request: SIPRequest, _ status: SIPStatus, reason: String? = nil, toTag: String? = nil) {
    self.init(answering: request.headers, status, reason: reason, toTag: toTag)
    if status.code > 100, status.code < 300, request.method == .invite {
      for field in request.headers.all(.recordRoute) { headers.append(field) }
    }
  }

  /// The answer to a request of which only the headers could be read.
  init(answering headers: SIPHeaders, _ status: SIPStatus, reason: String? = nil, toTag: String? = nil) {
    self.init(status: status, reason: reason)
    for name in [SIPHeaderName.via, .from, .to, .callID, .cSeq] {
      for field in headers.all(name) { self.headers.append(field) }
    }
    if status.code == 100, let timestamp = headers["Timestamp"] { self.headers.append("Timestamp", timestamp) }
    guard let toTag, status.code > 100, let to = headers[.to] else { return }
    if let address = NameAddress(to), address.tag != nil { return }
    self.headers.replaceFirst(.to, with: to + ";tag=" + toTag)
  }
}
