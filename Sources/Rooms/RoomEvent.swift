/// Something that happened in a ``Room``.
public enum RoomEvent: Sendable, Equatable {
  case joined(SeatID, identity: String)
  case left(SeatID, identity: String)
  case muted(SeatID)
  case unmuted(SeatID)
}
