import SIP

/// How a transfer goes that we asked the far end to make (RFC 3515). `succeeded`, `failed` and `unknown` come last.
public enum TransferProgress: Sendable, Hashable {
  /// The far end will try.
  case accepted
  /// The status that the far end got from the target, 100 mostly first.
  case trying(status: Int)
  /// The target answered.
  case succeeded
  /// The far end refused to try, or did not reach the target. `reason` is like `486 Busy Here`, with the carrier's own
  /// error behind it where it gives one.
  case failed(status: Int, reason: String)
  /// Nobody will say what became of it.
  case unknown

  init(_ news: TransferNews) {
    switch news {
    case .accepted: self = .accepted
    case .progress(let status): self = .trying(status: status.code)
    case .succeeded: self = .succeeded
    case .failed(let refusal):
      let carrier = refusal.carrierError.map { " (\($0))" } ?? ""
      self = .failed(status: refusal.status.code, reason: "\(refusal.status.code) \(refusal.phrase)\(carrier)")
    case .unknown: self = .unknown
    }
  }
}
