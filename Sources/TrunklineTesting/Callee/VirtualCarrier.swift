public import SIP

/// The other end of a trunk: takes the calls that the exchange places, each as the test says.
public final class VirtualCarrier {
  /// What is done with an INVITE as soon as it comes.
  public enum Manner: Sendable {
    /// Nothing at all.
    case silent
    /// 100 and 180.
    case rings
    /// 100, 180 and 200.
    case answers
    /// 100 and this.
    case refuses(SIPStatus, headers: [String] = [])
  }

  public var manner: Manner
  public let host: String
  /// One for each INVITE that began a call, oldest first.
  public private(set) var calls: [VirtualCallee] = []

  private let now: () -> Duration
  private let send: (SIPMessage, String) -> Void
  private let nextPort: () -> UInt16

  init(
    host: String, manner: Manner, now: @escaping () -> Duration, nextPort: @escaping () -> UInt16,
    send: @escaping (SIPMessage, String) -> Void
  ) {
    self.host = host
    self.manner = manner
    self.now = now
    self.nextPort = nextPort
    self.send = send
  }

  /// Takes a message when it belongs to this carrier: false when it does not.
  func receive(_ message: SIPMessage) -> Bool {
    let callID = message.headers["Call-ID"]
    if let call = calls.first(where: { $0.callID == callID }) {
      call.receive(message)
      return true
    }
    guard case .request(let request) = message, request.method == .invite, request.uri.host == host else {
      return false
    }
    let call = VirtualCallee(request, host: host, port: nextPort(), now: now) { [send, host] in send($0, host) }
    calls.append(call)
    begin(call)
    return true
  }

  private func begin(_ call: VirtualCallee) {
    if case .silent = manner { return }
    call.reply(100)
    switch manner {
    case .silent: break
    case .rings: call.ring()
    case .answers:
      call.ring()
      call.answer()
    case .refuses(let status, let headers): call.reply(status, headers: headers)
    }
  }
}
