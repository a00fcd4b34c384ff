extension UserAgent {
  /// Answers 503 to a request and keeps nothing of it; responses and ACKs are passed over. For messages of strangers who
  /// ask too much.
  public func turnAway(_ message: SIPMessage, over flow: Flow) -> [Effect] {
    guard case .request(let request) = message, request.method != .ack else { return [] }
    return refuseStatelessly(request.headers, unavailable, over: flow)
  }
}
