/// How a call lives, as a value: what happened and the time go in, what is to be done comes out.
public protocol CallLife: Sendable {
  /// When ``deadlineReached(at:)`` is to be called.
  var deadline: Duration? { get }
  /// Nothing more happens.
  var isOver: Bool { get }
  mutating func receive(_ event: CallProgress, at now: Duration) -> [CallEffect]
  mutating func deadlineReached(at now: Duration) -> [CallEffect]
}
