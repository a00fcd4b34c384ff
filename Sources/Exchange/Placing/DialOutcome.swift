public import Calls

/// What an attempt that came to nothing means: for the record, and for whether another trunk may be tried.
public struct DialOutcome: Sendable, Hashable {
  public var reason: EndReason
  public var detail: EndDetail
  /// Nobody was reached by this way, which says nothing of the next: 5xx, 408, silence, an unreachable server.
  public var mayGoAnotherWay: Bool

  /// Nothing at all came back.
  static let silence = DialOutcome(
    reason: .dialFailed,
    detail: EndDetail(
      explanation: "the trunk's other end did not answer the INVITE; check sip_address, outbound_proxy, transport and "
        + "the firewall"),
    mayGoAnotherWay: true)

  /// No INVITE has left.
  static func unplaced(_ reason: EndReason, _ why: String) -> DialOutcome {
    DialOutcome(reason: reason, detail: EndDetail(explanation: why), mayGoAnotherWay: true)
  }

  /// Somebody was rung for so long.
  static func unanswered(after timeout: Duration) -> EndDetail {
    EndDetail(
      sipCode: 487, sipReason: "Request Terminated",
      explanation: "nobody answered within \(timeout.components.seconds) s, so the call was given up; "
        + "ringing_timeout_ms sets how long")
  }

  public init(reason: EndReason, detail: EndDetail, mayGoAnotherWay: Bool) {
    self.reason = reason
    self.detail = detail
    self.mayGoAnotherWay = mayGoAnotherWay
  }

  public init(_ failure: CallFailure) {
    let cause = Self.q850(failure.reasons)
    let carrier = failure.carrierError.map { String($0.prefix { $0 != " " && $0 != ";" && $0 != "," }) }
    var detail = EndDetail(
      sipCode: failure.status, sipReason: failure.phrase, carrierCode: carrier ?? cause.map { "Q.850 \($0)" })
    detail.explanation =
      carrier.flatMap(Self.twilioSentence) ?? cause.flatMap(Self.q850Sentence) ?? Self.sentence(failure)
    self.init(
      reason: Self.reason(failure.status, cause), detail: detail,
      mayGoAnotherWay: Self.mayGoAnotherWay(failure.status, cause))
  }

  // MARK: What it is

  private static func reason(_ status: Int?, _ cause: Int?) -> EndReason {
    switch status {
    case 486, 600: .dialBusy
    case 403, 603, 607, 608: .dialRejected
    case 408: .dialNoAnswer
    case 487: .dialNoAnswer
    // A gateway's own cause is more precise than these (RFC 3326 §2).
    case 480: q850Reason(cause) ?? .dialNoAnswer
    default: q850Reason(cause) ?? .dialFailed
    }
  }

  private static func q850Reason(_ cause: Int?) -> EndReason? {
    switch cause {
    case 17: .dialBusy
    case 18, 19, 20: .dialNoAnswer
    case 21: .dialRejected
    default: nil
    }
  }

  private static func mayGoAnotherWay(_ status: Int?, _ cause: Int?) -> Bool {
    guard let status else { return true }
    guard status == 408 || (500..<600).contains(status) else { return false }
    // The network at the other end has spoken of the one called, whatever status a gateway made of it.
    switch cause {
    case 1, 16, 17, 18, 19, 21, 22, 28: return false
    default: return true
    }
  }

  /// The cause of a Reason header like `Q.850;cause=17;text="User busy"`.
  private static func q850(_ reasons: [String]) -> Int? {
    reasons.lazy.filter { $0.lowercased().hasPrefix("q.850") }
      .compactMap { $0.firstMatch(of: /(?i)cause\s*=\s*"?(\d{1,3})/).flatMap { Int($0.1) } }.first
  }

  // MARK: In a sentence

  private static func sentence(_ failure: CallFailure) -> String {
    guard let status = failure.status else {
      return "\(failure.phrase); check sip_address, outbound_proxy, transport and the firewall"
    }
    if failure.phrase.lowercased().contains("cps limit")
      || failure.phrase.lowercased().contains("concurrent call limit")
    {
      return "the trunk carries as many calls as the carrier allows; try again later, or set max_concurrent_calls and "
        + "max_calls_per_second to its limits"
    }
    if status == 603, failure.reasons.contains(where: { $0.contains("v=analytics1") }) {
      return "the terminating network blocked the call as unwanted (603+); register the number with the analytics "
        + "companies that the Reason header names"
    }
    switch status {
    case 300..<400:
      return "the call was redirected\(failure.targets.first.map { " to \($0)" } ?? ""), which is not followed"
    case 400: return "the carrier could not read the request: mostly the number's form; see number_format"
    case 401, 407: return "the carrier did not accept the credentials; check auth_username and auth_password"
    case 403:
      return "the carrier does not allow the call: mostly the caller's number, the country called, or the account"
    case 404, 410, 484, 485, 604:
      return "the number called does not exist, or is written in a form the carrier does not know"
    case 408, 480: return "the one called is not to be reached: switched off, not registered, or did not answer"
    case 415, 488, 606:
      return "no media could be agreed: the codecs or media_encryption do not suit the other end"
    case 482, 483: return "the call went round in circles; the trunk's other end routes it back"
    case 486, 600: return "the line is busy"
    case 487: return "the other end ended the call while it rang"
    case 503: return "the carrier is congested, or limits calls; try again later"
    case 500..<600: return "the carrier failed; try again later"
    case 603: return "the call was declined"
    case 607: return "the one called wants no calls from this number (RFC 8197)"
    case 608: return "an analytics service rejected the call (RFC 8688)"
    default: return "the other end answered \(status) \(failure.phrase)"
    }
  }

  private static func q850Sentence(_ cause: Int) -> String? {
    switch cause {
    case 1: "the number called is not assigned"
    case 17: "the line is busy"
    case 18, 19: "the one called did not answer"
    case 21: "the call was rejected"
    case 22: "the number called has changed"
    case 28: "the number called is incomplete or not in the form the carrier wants; see number_format"
    case 34, 38, 41, 42: "the network is congested; try again later"
    default: nil
    }
  }

  /// Twilio's own error codes on SIP (its list 32xxx).
  private static func twilioSentence(_ code: String) -> String? {
    switch code {
    case "32001", "32012": "Twilio: more calls a second than the trunk may place; set max_calls_per_second"
    case "32005": "Twilio: voice is disabled for the trunk or account"
    case "32017": "Twilio: the carrier blocked the caller's number"
    case "32020", "32021": "Twilio: the call's STIR/SHAKEN passport was not accepted"
    case "32100": "Twilio: a trial account can call verified numbers only"
    case "32101": "Twilio: the number called is invalid; it must be E.164 with a plus"
    case "32102", "32103": "Twilio: the session description was not accepted"
    case "32200": "Twilio: the account is not permitted to call this number"
    case "32201": "Twilio: our address is not in the trunk's access control list"
    case "32202": "Twilio: the credentials are wrong; check auth_username and auth_password"
    case "32203": "Twilio: the call was blocked, for fraud or regulatory reasons"
    case "32204": "Twilio: the caller's number is not verified on the account"
    case "32205": "Twilio: the country called is not enabled in the account's geographic permissions"
    case "32206": "Twilio: the caller's number is invalid; it must be a number of the account in E.164"
    case "32207":
      "Twilio: the trunk takes no encrypted media; set media_encryption to disable or enable secure trunking"
    case "32208": "Twilio: the trunk demands encrypted media; set media_encryption to require and transport to tls"
    case "32209": "Twilio: the trunk demands TLS; set transport to tls"
    case "32222": "Twilio: the TLS version is too old"
    default: nil
    }
  }
}
