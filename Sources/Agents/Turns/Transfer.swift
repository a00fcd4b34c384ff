/// A caller who is being put through, and the model's call that wanted it.
struct Transfer: Equatable, Sendable {
  let work: WorkID
  let target: TransferTarget
  let call: ToolCall
  let startedAt: Duration
  /// Without an outcome by then, it failed.
  let until: Duration
}
