import Audio
import Testing

@Suite struct MixerTests {
  @Test func `everyone is heard, and nobody hears himself`() {
    var mixer = Mixer(frameSamples: 3)
    let (a, b, c): ([Int16], [Int16], [Int16]) = ([1, 2, 3], [10, 20, 30], [100, 200, 300])
    mixer.add(a.span)
    mixer.add(b.span)
    mixer.add(c.span)
    var frame: [Int16] = [0, 0, 0]
    var span = frame.mutableSpan
    mixer.write(into: &span)
    #expect(frame == [111, 222, 333])
    span = frame.mutableSpan
    mixer.write(without: b.span, into: &span)
    #expect(frame == [101, 202, 303])
  }

  @Test func `a sum that is too loud is held, not wrapped, and taking one away undoes it`() {
    var mixer = Mixer(frameSamples: 2)
    let loud: [Int16] = [30_000, -30_000]
    mixer.add(loud.span)
    mixer.add(loud.span)
    var frame: [Int16] = [0, 0]
    var span = frame.mutableSpan
    mixer.write(into: &span)
    #expect(frame == [.max, .min])
    span = frame.mutableSpan
    mixer.write(without: loud.span, into: &span)
    #expect(frame == loud)
  }

  @Test func `a new frame begins silent`() {
    var mixer = Mixer(frameSamples: 2)
    mixer.add(([5, 5] as [Int16]).span)
    mixer.clear()
    var frame: [Int16] = [9, 9]
    var span = frame.mutableSpan
    mixer.write(into: &span)
    #expect(frame == [0, 0])
  }

  @Test func `short frames count as far as they go`() {
    var mixer = Mixer(frameSamples: 3)
    mixer.add(([5] as [Int16]).span)
    var frame: [Int16] = [9, 9]
    var span = frame.mutableSpan
    mixer.write(into: &span)
    #expect(frame == [5, 0])
  }
}
