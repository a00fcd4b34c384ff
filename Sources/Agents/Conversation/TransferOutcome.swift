/// What became of putting the caller through.
public enum TransferOutcome: Hashable, Sendable {
  /// The target took the call, or the far end took the caller away without saying more: this call is over.
  case done
  /// The caller is still here. `reason` is a sentence for the model: who refused, and with what.
  case failed(reason: String)
}
