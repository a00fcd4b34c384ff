import Calls
import Identifiers

extension CallEvent {
  /// As it is kept with the record; nil for what is recorded elsewhere.
  var recorded: (type: String, detail: JSONValue)? {
    switch self {
    case .progressed(_, 100, _): nil
    case .progressed(_, let status, let hasMedia):
      (
        status == 180 ? "call.ringing" : "call.progress",
        ["sip_code": .integer(Int64(status)), "early_media": .bool(hasMedia)]
      )
    case .answered: nil
    case .unusable(let refusal): ("call.unusable", ["reason": .string(refusal.explanation)])
    case .refused(_, let failure):
      (
        "call.refused",
        ["sip_code": failure.status.map { .integer(Int64($0)) } ?? .null, "reason": .string(failure.phrase)]
      )
    case .confirmed: ("call.confirmed", [:])
    case .soundArrived: ("media.first_packet", [:])
    case .soundStopped: ("media.timeout", [:])
    case .digit(let key): ("dtmf.digit", ["digit": .string(String(key))])
    case .referred(let target): ("referral.received", ["target": .string(target)])
    case .moved: ("call.moved", [:])
    case .moveFailed(let failure):
      (
        "referral.failed",
        ["sip_code": failure.status.map { .integer(Int64($0)) } ?? .null, "reason": .string(failure.phrase)]
      )
    case .transfer(.accepted): ("transfer.accepted", [:])
    case .transfer(.trying(let status)): ("transfer.progress", ["sip_code": .integer(Int64(status))])
    case .transfer(.succeeded): ("transfer.succeeded", [:])
    case .transfer(.failed(let status, let reason)):
      ("transfer.failed", ["sip_code": .integer(Int64(status)), "reason": .string(reason)])
    case .transfer(.unknown): ("transfer.unknown", [:])
    case .held(let held): (held ? "call.held" : "call.resumed", [:])
    case .cancelled(let reasons): ("call.cancelled", ["reasons": .array(reasons.map { .string($0) })])
    case .ended(.hungUp(let reasons)): ("call.hung_up", ["reasons": .array(reasons.map { .string($0) })])
    case .ended(.unacknowledged): ("call.unacknowledged", [:])
    case .ended(.connectionLost): ("call.connection_lost", [:])
    case .ended(.dialogLost): ("call.lost", [:])
    case .ended(.sessionExpired): ("call.session_expired", [:])
    case .ended(.replaced): ("call.replaced", [:])
    case .ended(.local): nil
    case .signalled(let line):
      (
        "sip.\(line.direction.rawValue)",
        ["message": .string(line.summary), "cseq": .string(line.sequence), "peer": .string(line.peer)]
      )
    }
  }
}

extension MediaQuality {
  var detail: JSONValue {
    var detail: [String: JSONValue] = [
      "codec": .string(codecName), "packets_received": .integer(packetsReceived),
      "packets_sent": .integer(packetsSent), "packets_lost": .integer(packetsLost),
      "jitter_ms": .number(jitter.milliseconds), "buffer_ms": .number(bufferDelay.milliseconds),
      "datagrams_refused": .integer(datagramsRefused),
    ]
    if let meanOpinionScore { detail["mos"] = .number(meanOpinionScore) }
    if let roundTrip { detail["round_trip_ms"] = .number(roundTrip.milliseconds) }
    return .object(detail)
  }
}

extension Duration {
  /// Rounded to microseconds.
  var milliseconds: Double {
    Double(components.seconds) * 1000 + Double(components.attoseconds / 1_000_000_000_000) / 1000
  }

  var wholeMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
