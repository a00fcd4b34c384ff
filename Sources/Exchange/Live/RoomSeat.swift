import Calls
import Rooms

/// A phone's seat in a room, as the call's media session uses it. Made before the session starts, then used on its
/// media thread only.
final class RoomSeat: CallSeat, @unchecked Sendable {
  private let room: Room
  private let seat: SeatID

  /// Opens a room with a phone and an agent in it.
  init(roomName: String, caller: String, agent: AgentSeat) throws(RoomError) {
    room = Room(name: roomName, rate: agent.rate)
    seat = try room.join(.phone(identity: caller))
    _ = try room.join(agent.participant)
  }

  func publish(_ frame: Span<Int16>, at now: Duration) {
    room.publish(frame, from: seat)
  }

  func mix(into frame: inout MutableSpan<Int16>, at now: Duration) -> Bool {
    room.advance(at: now)
    return room.mix(for: seat, into: &frame)
  }
}
