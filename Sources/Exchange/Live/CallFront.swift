/// What only one kind of call does: one that came is refused or answered, one of ours is dialled.
///
/// Belongs to the one task that runs its call.
protocol CallFront {
  typealias Errand = CallWork.Errand

  /// What both kinds do.
  var work: CallWork { get }

  /// - Returns: what is to go on beside the call from its beginning.
  func begin() -> Errand
  /// Takes note of something that happened, before it is decided what follows.
  func hear(_ progress: CallProgress)
  /// - Returns: what is to go on beside the call until it is done.
  func perform(_ effect: CallEffect) async -> Errand?
}
