import Audio
import Rooms
import Testing

/// A room whose ticks are 20 ms apart, and what its seats say and hear, a constant a frame.
private final class Hall {
  let room = Room(name: "+15550100-1", rate: .hz8000)
  private var now = Duration.zero

  func say(_ value: Int16, from seat: SeatID) {
    room.publish([Int16](repeating: value, count: 160).span, from: seat)
  }

  func tick() {
    now += .milliseconds(20)
    room.advance(at: now)
  }

  /// What the seat hears; nil if the frame is not the same value all over.
  func heard(by seat: SeatID) -> Int16? {
    var frame = [Int16](repeating: 77, count: 160)
    var span = frame.mutableSpan
    room.mix(for: seat, into: &span)
    return frame.allSatisfy { $0 == frame[0] } ? frame[0] : nil
  }

  func phone(_ name: String) throws -> SeatID { try room.join(.phone(identity: name)) }
}

/// An agent's ear and mouth.
private struct AgentEnds {
  let ear = AudioRing(capacity: 1600)
  let mouth = PlayoutQueue(rate: .hz8000)

  var participant: Participant { .agent(identity: "front desk", ear: ear, mouth: mouth) }

  /// The next frame in the ear, as its one value.
  func heard() -> Int16? {
    var frame = [Int16](repeating: 77, count: 160)
    guard ear.read(into: &frame) == 160 else { return nil }
    return frame.allSatisfy { $0 == frame[0] } ? frame[0] : nil
  }
}

@Suite struct RoomTests {
  @Test func `a caller hears the agent and the agent hears the caller, in the same tick`() throws {
    let hall = Hall()
    let agent = AgentEnds()
    let caller = try hall.phone("caller")
    _ = try hall.room.join(agent.participant)
    agent.mouth.enqueue([Int16](repeating: 500, count: 160), clip: ClipID(1))
    hall.say(20, from: caller)
    hall.tick()
    #expect(hall.heard(by: caller) == 500)
    #expect(agent.heard() == 20)
    #expect(agent.mouth.position[ClipID(1)]?.startedAt == .milliseconds(20))
  }

  @Test func `an agent's ear gets silence in every tick in which nobody speaks`() throws {
    let hall = Hall()
    let agent = AgentEnds()
    _ = try hall.room.join(agent.participant)
    hall.tick()
    hall.tick()
    #expect(agent.ear.available == 320)
    #expect(agent.heard() == 0)
  }

  @Test func `everyone hears all others and not himself`() throws {
    let hall = Hall()
    let (a, b, c) = (try hall.phone("a"), try hall.phone("b"), try hall.phone("c"))
    let agent = AgentEnds()
    _ = try hall.room.join(agent.participant)
    agent.mouth.enqueue([Int16](repeating: 1000, count: 160), clip: ClipID(1))
    hall.say(1, from: a)
    hall.say(10, from: b)
    hall.say(100, from: c)
    hall.tick()
    #expect(hall.heard(by: a) == 1110)
    #expect(hall.heard(by: b) == 1101)
    #expect(hall.heard(by: c) == 1011)
    #expect(agent.heard() == 111)
  }

  @Test func `who says nothing in a tick is silent in it, though he spoke before`() throws {
    let hall = Hall()
    let (a, b) = (try hall.phone("a"), try hall.phone("b"))
    hall.say(5, from: a)
    hall.tick()
    #expect(hall.heard(by: b) == 5)
    hall.tick()
    #expect(hall.heard(by: b) == 0)
  }

  @Test func `sessions walked one after the other hear each other's frames once each`() throws {
    let hall = Hall()
    let (a, b) = (try hall.phone("a"), try hall.phone("b"))
    var heardByA: [Int16?] = []
    var heardByB: [Int16?] = []
    for tick in 1...4 {
      let now = Duration.milliseconds(20 * tick)
      hall.say(Int16(tick), from: a)
      hall.room.advance(at: now)
      heardByA.append(hall.heard(by: a))
      hall.say(Int16(tick * 10), from: b)
      hall.room.advance(at: now)
      heardByB.append(hall.heard(by: b))
    }
    #expect(heardByA == [0, 10, 20, 30])
    #expect(heardByB == [1, 2, 3, 4])
  }

  @Test func `a muted seat is heard by nobody and hears all`() throws {
    let hall = Hall()
    let (a, b, c) = (try hall.phone("a"), try hall.phone("b"), try hall.phone("c"))
    hall.room.mute(a)
    for seat in [a, b, c] { hall.say(7, from: seat) }
    hall.tick()
    #expect(hall.heard(by: a) == 14)
    #expect(hall.heard(by: b) == 7)
    hall.room.unmute(a)
    for seat in [a, b, c] { hall.say(7, from: seat) }
    hall.tick()
    #expect(hall.heard(by: b) == 14)
  }

  @Test func `an unsubscribed listener does not hear that one speaker, others do`() throws {
    let hall = Hall()
    let (a, b, c, d) = (try hall.phone("a"), try hall.phone("b"), try hall.phone("c"), try hall.phone("d"))
    hall.room.unsubscribe(a, from: b)
    func speak() {
      hall.say(1, from: a)
      hall.say(10, from: b)
      hall.say(100, from: c)
      hall.say(1000, from: d)
      hall.tick()
    }
    speak()
    // In both orders: the sum that is kept for all must survive the one that hears less.
    #expect(hall.heard(by: b) == 1101)
    #expect(hall.heard(by: a) == 1100)
    #expect(hall.heard(by: c) == 1011)
    hall.room.subscribe(a, to: b)
    speak()
    #expect(hall.heard(by: a) == 1110)
  }

  @Test func `a frame from a seat that is left reaches nobody, even when the place is taken again`() throws {
    let hall = Hall()
    let (a, b) = (try hall.phone("a"), try hall.phone("b"))
    hall.room.unsubscribe(b, from: a)
    hall.room.leave(a)
    let next = try hall.phone("next")
    hall.say(9, from: a)
    hall.tick()
    #expect(hall.heard(by: b) == 0)
    #expect(hall.heard(by: a) == 0)
    hall.say(3, from: next)
    hall.tick()
    #expect(hall.heard(by: b) == 3)
  }

  @Test func `leaving in the middle of a tick silences the seat at once`() throws {
    let hall = Hall()
    let (a, b, c) = (try hall.phone("a"), try hall.phone("b"), try hall.phone("c"))
    hall.say(1, from: a)
    hall.say(10, from: b)
    hall.tick()
    #expect(hall.heard(by: c) == 11)
    hall.room.leave(a)
    #expect(hall.heard(by: c) == 10)
  }

  @Test func `a stopped agent is silent in the next tick but for the fade`() throws {
    let hall = Hall()
    let agent = AgentEnds()
    let caller = try hall.phone("caller")
    _ = try hall.room.join(agent.participant)
    agent.mouth.enqueue([Int16](repeating: 500, count: 1600), clip: ClipID(1))
    hall.tick()
    agent.mouth.stop(fade: .zero)
    hall.tick()
    hall.tick()
    #expect(hall.heard(by: caller) == 0)
  }

  @Test func `events tell who came, went and was muted, in order, once`() throws {
    let hall = Hall()
    let a = try hall.phone("a")
    hall.room.mute(a)
    hall.room.mute(a)
    hall.room.unmute(a)
    hall.room.leave(a)
    hall.room.leave(a)
    #expect(hall.room.takeEvents() == [.joined(a, identity: "a"), .muted(a), .unmuted(a), .left(a, identity: "a")])
    #expect(hall.room.takeEvents().isEmpty)
  }

  @Test func `events that nobody takes are bounded and counted`() throws {
    let hall = Hall()
    for _ in 0..<200 { hall.room.leave(try hall.phone("a")) }
    #expect(hall.room.takeEvents().count == Room.eventLimit)
    #expect(hall.room.eventsLost == 400 - Room.eventLimit)
  }

  @Test func `a full room says so, and an agent at another rate is refused`() throws {
    let hall = Hall()
    for number in 0..<Room.seatLimit { _ = try hall.phone("\(number)") }
    #expect(throws: RoomError.full(seats: 64)) { try hall.phone("one more") }
    let room = Room(name: "wide", rate: .hz16000)
    #expect(throws: RoomError.rateDiffers(room: .hz16000, mouth: .hz8000)) { try room.join(AgentEnds().participant) }
    #expect(room.roster.isEmpty)
  }

  @Test func `all 64 seats hear all others`() throws {
    let hall = Hall()
    let seats = try (0..<Room.seatLimit).map { try hall.phone("\($0)") }
    for seat in seats { hall.say(2, from: seat) }
    hall.tick()
    for seat in seats { #expect(hall.heard(by: seat) == 126) }
  }

  @Test func `the roster lists who is there in the order of joining`() throws {
    let hall = Hall()
    let a = try hall.phone("a")
    let b = try hall.phone("b")
    hall.room.leave(a)
    let c = try hall.phone("c")
    hall.room.mute(c)
    #expect(hall.room.roster.map(\.seat) == [b, c])
    #expect(hall.room.roster.map(\.isMuted) == [false, true])
  }

  @Test func `a frame of another length is cut or filled with silence`() throws {
    let hall = Hall()
    let (a, b) = (try hall.phone("a"), try hall.phone("b"))
    hall.room.publish([Int16](repeating: 4, count: 80).span, from: a)
    hall.tick()
    var frame = [Int16](repeating: 77, count: 200)
    var span = frame.mutableSpan
    #expect(hall.room.mix(for: b, into: &span))
    #expect(frame == [Int16](repeating: 4, count: 80) + [Int16](repeating: 0, count: 120))
  }
}
