import SIP

extension CallEnd {
  init(_ cause: EndCause) {
    switch cause {
    case .remoteHangUp(let reasons): self = .hungUp(reasons: reasons)
    case .localHangUp, .rejected, .replaced: self = .local
    case .unacknowledged: self = .unacknowledged
    case .transportLost, .refused, .unanswered, .dialogLost, .sessionExpired: self = .connectionLost
    }
  }
}
