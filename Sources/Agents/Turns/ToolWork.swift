/// Tools of the owner's that are at work at the same time, for one answer.
struct ToolWork: Equatable, Sendable {
  struct Task: Equatable, Sendable {
    let work: WorkID
    let call: ToolCall
    /// As the model is told; nil until it is known.
    var result: String?
  }

  var tasks: [Task]
  let startedAt: Duration
  /// What has no result by then has none.
  let until: Duration
  /// When the caller is told that it takes a while, if nothing else is being said.
  var sayAt: Duration
  /// How often the caller was told.
  var said = 0

  var isDone: Bool { tasks.allSatisfy { $0.result != nil } }
  var pending: [WorkID] { tasks.filter { $0.result == nil }.map(\.work) }
}
