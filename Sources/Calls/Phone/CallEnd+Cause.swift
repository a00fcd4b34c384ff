import SIP

extension CallEnd {
  init(_ cause: EndCause) {
    switch cause {
    case .remoteHangUp(let reasons): self = .hungUp(reasons: reasons)
    case .localHangUp, .rejected: self = .local
    case .replaced: self = .replaced
    case .dialogLost: self = .dialogLost
    case .sessionExpired: self = .sessionExpired
    case .unacknowledged: self = .unacknowledged
    case .transportLost, .refused, .unanswered: self = .connectionLost
    }
  }
}
