import Calls
import Rooms
import Synchronization

/// A phone's seat in a room, as the call's media session uses it. Made before the session starts, then used on its
/// media thread only.
final class RoomSeat: CallSeat, @unchecked Sendable {
  private let room: Room
  private let seat: SeatID
  /// Until then nobody hears the phone: ringing and announcements are not for the agent.
  private let isOpen = Atomic(false)

  /// Opens a room with a phone and an agent in it.
  init(roomName: String, caller: String, agent: AgentSeat) throws(RoomError) {
    room = Room(name: roomName, rate: agent.rate)
    seat = try room.join(.phone(identity: caller))
    _ = try room.join(agent.participant)
  }

  /// The phone is heard from now on. Callable from any thread.
  func open() { isOpen.store(true, ordering: .relaxed) }

  func publish(_ frame: Span<Int16>, at now: Duration) {
    if isOpen.load(ordering: .relaxed) { room.publish(frame, from: seat) }
  }

  func mix(into frame: inout MutableSpan<Int16>, at now: Duration) -> Bool {
    room.advance(at: now)
    return room.mix(for: seat, into: &frame)
  }
}
