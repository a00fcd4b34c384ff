import Audio
import Testing

@Suite struct SampleRateTests {
  @Test func `a frame of 20 ms is 160 samples at 8000 Hz and 320 at 16000 Hz`() {
    #expect(SampleRate.hz8000.samplesPerFrame == 160)
    #expect(SampleRate.hz16000.samplesPerFrame == 320)
    #expect(SampleRate.hz8000.samples(in: .milliseconds(20)) == 160)
  }

  @Test func `samples and durations convert without loss at whole milliseconds`() {
    for rate in [SampleRate.hz8000, .hz16000, .hz24000, .hz48000] {
      for milliseconds in [0, 1, 10, 1000, 3_600_000] {
        let duration = Duration.milliseconds(milliseconds)
        #expect(rate.duration(ofSamples: rate.samples(in: duration)) == duration)
      }
    }
  }

  @Test func `a negative duration has no samples and an endless one does not trap`() {
    #expect(SampleRate.hz8000.samples(in: .milliseconds(-1)) == 0)
    #expect(SampleRate.hz48000.samples(in: .seconds(Int64.max)) == .max)
  }

  @Test func `a rate below one sample a second is held at one`() {
    #expect(SampleRate(hz: 0).hz == 1)
    #expect(SampleRate(hz: -8000).hz == 1)
  }
}
