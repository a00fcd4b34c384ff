public import Audio

/// Why a participant cannot take a seat.
public enum RoomError: Error, Equatable, CustomStringConvertible {
  case full(seats: Int)
  case rateDiffers(room: SampleRate, mouth: SampleRate)

  public var description: String {
    switch self {
    case .full(let seats): "the room has \(seats) participants and no seat left; someone must leave first"
    case .rateDiffers(let room, let mouth):
      "the agent speaks at \(mouth) in a room of \(room); make its playout queue with the room's rate"
    }
  }
}
