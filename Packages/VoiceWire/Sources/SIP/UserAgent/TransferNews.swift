/// What is known of a transfer that we asked for. `succeeded`, `failed` and `unknown` come last.
public enum TransferNews: Hashable, Sendable {
  /// The peer will try.
  case accepted
  /// How the call of the peer goes, 100 mostly first.
  case progress(SIPStatus)
  /// The peer reached the target.
  case succeeded
  /// The peer refused to try, or did not reach the target.
  case failed(CallRefusal)
  /// Nobody will say: the call or the subscription ended without a final status, or the peer gives no news.
  case unknown
}
