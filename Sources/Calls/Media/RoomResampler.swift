internal import Audio

/// Between the codec's rate and the room's. They are the same unless a call changed its codec midway.
final class RoomResampler {
  let codec: SampleRate
  let room: SampleRate
  private var toRoom: Resampler?
  private var toCodec: Resampler?
  /// A frame of either rate, as it comes out of a resampler.
  private var scratch: [Int16]

  init(codec: SampleRate, room: SampleRate) {
    self.codec = codec
    self.room = room
    toRoom = codec == room ? nil : Resampler(from: codec, to: room)
    toCodec = codec == room ? nil : Resampler(from: room, to: codec)
    scratch = [Int16](repeating: 0, count: max(codec.samplesPerFrame, room.samplesPerFrame) + 2)
  }

  /// Fills `result` with a frame at the codec's rate as one at the room's.
  func intoRoom(_ frame: Span<Int16>, _ result: inout [Int16]) {
    let count = scratch.withUnsafeMutableBufferPointer { scratch in
      var room = scratch.mutableSpan
      return toRoom?.process(frame, into: &room)
    }
    place(count, or: frame, into: &result)
  }

  /// Fills `result` with a frame at the room's rate as one at the codec's.
  func intoCodec(_ frame: Span<Int16>, _ result: inout [Int16]) {
    let count = scratch.withUnsafeMutableBufferPointer { scratch in
      var room = scratch.mutableSpan
      return toCodec?.process(frame, into: &room)
    }
    place(count, or: frame, into: &result)
  }

  /// The first frame of a resampler is shorter by its delay, which becomes silence before it.
  private func place(_ count: Int?, or frame: Span<Int16>, into result: inout [Int16]) {
    guard let count else {
      for index in 0..<min(frame.count, result.count) { result[index] = frame[index] }
      return
    }
    let missing = max(0, result.count - count)
    for index in result.indices { result[index] = index < missing ? 0 : scratch[index - missing] }
  }
}
