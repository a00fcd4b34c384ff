/// Names a seat of one ``Room``. Never used again after the seat is left, so that a late frame reaches nobody.
public struct SeatID: Hashable, Sendable, CustomStringConvertible {
  /// Where its frames are kept.
  let place: Int
  /// Rises with each join of the room.
  public let number: Int

  public var description: String { "seat \(number)" }
}
