/// Names one stretch of speech in a ``PlayoutQueue``: a sentence, a greeting, a sound.
///
/// The owner of the queue hands them out; a number is never used twice in one queue.
public struct ClipID: Hashable, Sendable, CustomStringConvertible {
  public let number: UInt64
  public init(_ number: UInt64) { self.number = number }
  public var description: String { "clip \(number)" }
}
