import Audio
import MediaTransport
import SDP
import Synchronization

/// The media of one call on a real line: a session is made and given to the media thread as soon as there are both an
/// agreement and a seat, in whichever order they come.
final class LineMedia: CallMedia {
  private struct Seating: Sendable {
    let seat: any CallSeat & Sendable
    let rate: SampleRate
    let recording: CallRecording?
  }

  private enum State: Sendable {
    case waiting(AgreedMedia?, Seating?)
    case running
    case closed
  }

  private let line: MediaLine
  private let floor: MediaFloor
  private let gauge = MediaQualityGauge()
  private let state = Mutex<State>(.waiting(nil, nil))

  init(line: MediaLine, floor: MediaFloor) {
    self.line = line
    self.floor = floor
  }

  var localPort: UInt16 { line.port }
  var quality: MediaQuality? { gauge.reading }

  func apply(_ media: AgreedMedia) {
    state.withLock { state in
      switch state {
      case .waiting(_, let seating): begin(&state, media, seating)
      case .running: floor.perform(.renegotiate(media), on: line)
      case .closed: break
      }
    }
  }

  func connect(_ seat: any CallSeat & Sendable, rate: SampleRate, recording: CallRecording?) {
    state.withLock { state in
      guard case .waiting(let agreed, nil) = state else { return }
      begin(&state, agreed, Seating(seat: seat, rate: rate, recording: recording))
    }
  }

  func answered(recording: CallRecording?) {
    state.withLock { state in
      switch state {
      case .waiting(let agreed, let seating?):
        state = .waiting(agreed, Seating(seat: seating.seat, rate: seating.rate, recording: recording))
      case .running: floor.perform(.answered(recording: recording), on: line)
      case .waiting, .closed: break
      }
    }
  }

  func dial(_ keys: String, by method: KeyMethod) {
    state.withLock { state in
      if case .running = state { floor.perform(.dial(keys, by: method), on: line) }
    }
  }

  func close() {
    state.withLock { state in
      switch state {
      case .waiting: floor.giveBack(line)
      case .running: floor.remove(line)
      case .closed: break
      }
      state = .closed
    }
  }

  private func begin(_ state: inout State, _ agreed: AgreedMedia?, _ seating: Seating?) {
    guard let agreed, let seating else {
      state = .waiting(agreed, seating)
      return
    }
    let session = MediaSession(
      line: line.id, agreed: agreed, seat: seating.seat, roomRate: seating.rate, recording: seating.recording,
      events: floor.events, gauge: gauge, seed: UInt64.random(in: .min ... .max), at: MediaClock.now)
    floor.add(session, on: line)
    state = .running
  }
}
