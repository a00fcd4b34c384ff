public import Audio

/// Where participants hear each other: frames of 20 ms in, for each listener the sum of those he hears out.
///
/// Belongs to one media thread. Each tick, in this order:
/// ```swift
/// room.publish(frame, from: caller)      // each phone that has one
/// room.advance(at: now)                  // once; the agents speak and hear
/// room.mix(for: caller, into: &frame)    // each phone
/// ```
/// Several sessions that are walked one after the other may each do all three: only the first `advance` of a tick does
/// anything, and who publishes after it is heard one tick later.
///
/// A listener who hears one speaker costs a copy, a caller with his agent no addition at all. Three and more are added
/// up once a tick, and each hears the sum less himself. Nothing is allocated but by ``join(_:)``.
public final class Room {
  /// Unique among the rooms of a server; says which number was called.
  public let name: String
  public let rate: SampleRate
  /// The most seats that a room can have.
  public static let seatLimit = 64
  /// How many events wait for ``takeEvents()`` at most; older ones are dropped.
  public static let eventLimit = 256

  /// Events dropped because nobody took them.
  public private(set) var eventsLost = 0

  private var places: [Seat?] = []
  private var joined = 0
  private var events: [RoomEvent] = []
  private var tick: Duration?
  /// The places with sound in this tick that may be heard.
  private var audible: UInt64 = 0
  private var mixer: Mixer
  /// Whether `mixer` holds the sum of this tick.
  private var isSummed = false
  private let silence: [Int16]
  /// What an agent hears, before it goes into his ear.
  private var earFrame: [Int16]

  public init(name: String, rate: SampleRate) {
    self.name = name
    self.rate = rate
    mixer = Mixer(frameSamples: rate.samplesPerFrame)
    silence = [Int16](repeating: 0, count: rate.samplesPerFrame)
    earFrame = silence
  }

  /// Samples of each frame.
  public var frameSamples: Int { rate.samplesPerFrame }

  /// The seats that are taken, in the order of joining.
  public var roster: [(seat: SeatID, identity: String, isMuted: Bool)] {
    places.compactMap { $0 }.sorted { $0.id.number < $1.id.number }
      .map { ($0.id, $0.participant.identity, $0.isMuted) }
  }

  /// Takes a seat. He hears all others, and they hear him, until told otherwise.
  public func join(_ participant: Participant) throws(RoomError) -> SeatID {
    if case .agent(_, _, let mouth) = participant, mouth.rate != rate {
      throw .rateDiffers(room: rate, mouth: mouth.rate)
    }
    let place = places.firstIndex { $0 == nil } ?? places.count
    guard place < Self.seatLimit else { throw .full(seats: Self.seatLimit) }
    if place == places.count { places.append(nil) }
    joined += 1
    let seat = Seat(
      id: SeatID(place: place, number: joined), participant: participant, frameSamples: frameSamples)
    places[place] = seat
    note(.joined(seat.id, identity: participant.identity))
    return seat.id
  }

  /// Gives the seat up. A seat that is already left stays so.
  public func leave(_ seat: SeatID) {
    guard let left = self[seat] else { return }
    places[seat.place] = nil
    audible &= ~left.bit
    isSummed = false
    for place in places.indices { places[place]?.hears |= left.bit }
    note(.left(seat, identity: left.participant.identity))
  }

  /// Lets `listener` hear `speaker`.
  public func subscribe(_ listener: SeatID, to speaker: SeatID) {
    guard let bit = self[speaker]?.bit else { return }
    self[listener]?.hears |= bit
  }

  /// Keeps `speaker` from being heard by `listener`, and only by him.
  public func unsubscribe(_ listener: SeatID, from speaker: SeatID) {
    guard let bit = self[speaker]?.bit else { return }
    self[listener]?.hears &= ~bit
  }

  /// Keeps a seat from being heard by anyone; it hears as before. A muted agent's speech goes on unheard.
  public func mute(_ seat: SeatID) {
    guard let muted = self[seat], !muted.isMuted else { return }
    muted.isMuted = true
    note(.muted(seat))
  }

  /// Lets a seat be heard again, from the next tick on.
  public func unmute(_ seat: SeatID) {
    guard let unmuted = self[seat], unmuted.isMuted else { return }
    unmuted.isMuted = false
    note(.unmuted(seat))
  }

  /// What a phone says in the next tick. Of agents and of seats that are left it is ignored.
  public func publish(_ frame: Span<Int16>, from seat: SeatID) {
    self[seat]?.publish(frame)
  }

  /// Begins the tick `now`: takes the frames that were published, lets the agents speak, and gives them what they hear.
  /// A second call with the same time does nothing.
  public func advance(at now: Duration) {
    guard tick != now else { return }
    tick = now
    audible = 0
    isSummed = false
    for case let seat? in places {
      seat.advance(at: now)
      if seat.speaks, !seat.isMuted { audible |= seat.bit }
    }
    for case let seat? in places {
      if case .agent(_, let ear, _) = seat.participant { fill(ear, of: seat) }
    }
  }

  /// What a seat hears in this tick.
  /// - Returns: whether anyone speaks to it; `frame` is silence otherwise.
  @discardableResult
  public func mix(for seat: SeatID, into frame: inout MutableSpan<Int16>) -> Bool {
    guard let listener = self[seat] else {
      frame.silence()
      return false
    }
    return mix(heardBy: listener, into: &frame)
  }

  /// What happened since the last call, in order.
  public func takeEvents() -> [RoomEvent] {
    defer { events.removeAll() }
    return events
  }

  private subscript(seat: SeatID) -> Seat? {
    guard places.indices.contains(seat.place), let found = places[seat.place], found.id == seat else { return nil }
    return found
  }

  private func note(_ event: RoomEvent) {
    if events.count == Self.eventLimit {
      events.removeFirst()
      eventsLost += 1
    }
    events.append(event)
  }

  /// An agent's ear gets a frame every tick, so that its time goes on in silence too.
  private func fill(_ ear: AudioRing, of listener: Seat) {
    let heard = listener.hears & audible & ~listener.bit
    if heard == 0 {
      ear.write(silence)
    } else if heard.nonzeroBitCount == 1, let speaker = places[heard.trailingZeroBitCount] {
      ear.write(speaker.frame)
    } else {
      var span = earFrame.mutableSpan
      _ = mix(heardBy: listener, into: &span)
      ear.write(earFrame)
    }
  }

  private func mix(heardBy listener: Seat, into frame: inout MutableSpan<Int16>) -> Bool {
    let others = audible & ~listener.bit
    let heard = listener.hears & others
    for index in min(frame.count, frameSamples)..<frame.count { frame[index] = 0 }
    switch heard.nonzeroBitCount {
    case 0: frame.silence()
    case 1: copy(heard.trailingZeroBitCount, into: &frame)
    default:
      if heard == others {
        sumOnce()
        if audible & listener.bit == 0 {
          mixer.write(into: &frame)
        } else {
          let own = listener.frame
          mixer.write(without: own.span, into: &frame)
        }
      } else {
        isSummed = false
        sum(heard)
        mixer.write(into: &frame)
      }
    }
    return heard != 0
  }

  private func copy(_ place: Int, into frame: inout MutableSpan<Int16>) {
    guard let samples = places[place]?.frame else { return }
    for index in 0..<min(frame.count, samples.count) { frame[index] = samples[index] }
  }

  private func sumOnce() {
    guard !isSummed else { return }
    sum(audible)
    isSummed = true
  }

  private func sum(_ speakers: UInt64) {
    mixer.clear()
    for place in places.indices where speakers & (1 << UInt64(place)) != 0 {
      guard let spoken = places[place]?.frame else { continue }
      mixer.add(spoken.span)
    }
  }
}
