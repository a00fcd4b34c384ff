import Audio
import Testing

/// A queue and the frames that were pulled out of it, 20 ms each.
private final class Mouth {
  let queue: PlayoutQueue
  private(set) var heard: [Int16] = []
  private(set) var now = Duration.zero

  init(rate: SampleRate = .hz8000, limit: Duration = .seconds(120)) { queue = PlayoutQueue(rate: rate, limit: limit) }

  @discardableResult
  func tick(_ count: Int = 1) -> Bool {
    var spoke = false
    for _ in 0..<count {
      var frame = [Int16](repeating: -1, count: queue.rate.samplesPerFrame)
      spoke = queue.pull(into: &frame, at: now)
      heard += frame
      now += .milliseconds(20)
    }
    return spoke
  }
}

private let first = ClipID(1)
private let second = ClipID(2)

@Suite struct PlayoutQueueTests {
  @Test func `a clip in chunks is played sample by sample, then silence`() {
    let mouth = Mouth()
    let samples = Signals.sine(300, rate: .hz8000, count: 400)
    #expect(mouth.queue.enqueue(Array(samples[..<37]), clip: first) == 37)
    #expect(mouth.queue.enqueue(Array(samples[37...]), clip: first) == 363)
    mouth.queue.finish(first)
    #expect(mouth.tick() && mouth.tick() && mouth.tick())
    #expect(!mouth.tick())
    #expect(mouth.heard[..<400] == samples[...])
    #expect(mouth.heard[480...].allSatisfy { $0 == 0 })
  }

  @Test func `samples count as played only once the media thread has them`() {
    let mouth = Mouth()
    mouth.queue.enqueue([Int16](repeating: 5, count: 200), clip: first)
    #expect(mouth.queue.position[first]?.samplesPlayed == 0)
    #expect(mouth.queue.position[first]?.startedAt == nil)
    mouth.tick()
    #expect(mouth.queue.position[first]?.samplesPlayed == 160)
    #expect(mouth.queue.position.samplesQueued == 40)
    mouth.tick()
    #expect(mouth.queue.position[first]?.samplesPlayed == 200)
  }

  @Test func `the start of a clip is the time of the pull that took its first sample`() {
    let mouth = Mouth()
    mouth.tick(3)
    mouth.queue.enqueue([Int16](repeating: 1, count: 200), clip: first)
    mouth.queue.enqueue([Int16](repeating: 2, count: 200), clip: second)
    mouth.tick(3)
    #expect(mouth.queue.position[first]?.startedAt == .milliseconds(60))
    #expect(mouth.queue.position[second]?.startedAt == .milliseconds(80))
  }

  @Test func `two clips follow each other within one frame`() {
    let mouth = Mouth()
    mouth.queue.enqueue([Int16](repeating: 10, count: 100), clip: first)
    mouth.queue.enqueue([Int16](repeating: 20, count: 100), clip: second)
    mouth.tick()
    #expect(mouth.heard == [Int16](repeating: 10, count: 100) + [Int16](repeating: 20, count: 60))
    #expect(mouth.queue.position.clips.map(\.samplesPlayed) == [100, 60])
  }

  @Test func `the queue is idle, playing, waiting for a slow maker, and idle again`() {
    let mouth = Mouth()
    #expect(mouth.queue.position.isIdle)
    mouth.queue.enqueue([Int16](repeating: 1, count: 100), clip: first)
    #expect(mouth.queue.position.activity == .playing)
    mouth.tick()
    #expect(mouth.queue.position.activity == .waiting)
    #expect(mouth.queue.position[first]?.isPlayedOut == false)
    mouth.queue.finish(first)
    #expect(mouth.queue.position.isIdle)
    #expect(mouth.queue.position[first]?.isPlayedOut == true)
  }

  @Test func `stopping is silent within the next frame, without a click, and says how much was heard`() {
    let mouth = Mouth()
    mouth.queue.enqueue(Signals.sine(200, rate: .hz8000, count: 8000), clip: first)
    mouth.queue.enqueue(Signals.sine(200, rate: .hz8000, count: 8000), clip: second)
    mouth.tick(2)
    mouth.queue.stop(fade: .milliseconds(10))
    mouth.tick(2)
    #expect(mouth.heard[400...].allSatisfy { $0 == 0 })
    #expect(Signals.largestStep(mouth.heard) < 1400)
    let position = mouth.queue.position
    #expect(position.isIdle)
    #expect(position[first]?.samplesPlayed == 400)
    #expect(position[first]?.ending == .stopped)
    #expect(position[second]?.samplesPlayed == 0)
    #expect(position[second]?.ending == .stopped)
  }

  @Test func `a fade of any length is held at 10 ms`() {
    let mouth = Mouth()
    mouth.queue.enqueue([Int16](repeating: 1000, count: 8000), clip: first)
    mouth.queue.stop(fade: .seconds(5))
    #expect(mouth.queue.position.samplesQueued == 80)
    mouth.tick()
    #expect(mouth.heard[80...].allSatisfy { $0 == 0 })
  }

  @Test func `a late chunk of a stopped or finished clip is refused`() {
    let mouth = Mouth()
    mouth.queue.enqueue([1, 2, 3], clip: first)
    mouth.queue.stop(fade: .zero)
    #expect(mouth.queue.enqueue([4, 5, 6], clip: first) == 0)
    mouth.queue.enqueue([1], clip: second)
    mouth.queue.finish(second)
    #expect(mouth.queue.enqueue([2], clip: second) == 0)
    mouth.tick()
    #expect(mouth.heard[0] == 1)
    #expect(mouth.heard[1...].allSatisfy { abs($0) <= 1 })
  }

  @Test func `a new clip right after a stop is played whole`() {
    let mouth = Mouth()
    mouth.queue.enqueue(Signals.sine(200, rate: .hz8000, count: 8000), clip: first)
    mouth.tick()
    mouth.queue.stop(fade: .milliseconds(5))
    let answer = Signals.sine(400, rate: .hz8000, count: 200)
    mouth.queue.enqueue(answer, clip: second)
    mouth.tick(2)
    #expect(Array(mouth.heard[200..<400]) == answer)
    #expect(mouth.queue.position[second]?.samplesPlayed == 200)
  }

  @Test func `a pause fades within 5 ms, loses nothing but the fade, and fades back in`() {
    let mouth = Mouth()
    mouth.queue.enqueue(Signals.sine(200, rate: .hz8000, count: 8000), clip: first)
    mouth.tick(2)
    mouth.queue.pause()
    mouth.tick(5)
    let held = mouth.queue.position[first]?.samplesPlayed ?? 0
    #expect((361...362).contains(held))
    #expect(mouth.queue.position.activity == .paused)
    #expect(mouth.heard[380..<920].allSatisfy { $0 == 0 })
    mouth.queue.resume()
    mouth.tick(2)
    #expect(mouth.queue.position[first]?.samplesPlayed == held + 320)
    #expect(Signals.largestStep(mouth.heard) < 1400)
  }

  @Test func `stopping a paused queue drops all at once and lets new clips play`() {
    let mouth = Mouth()
    mouth.queue.enqueue([Int16](repeating: 900, count: 800), clip: first)
    mouth.tick()
    mouth.queue.pause()
    mouth.tick()
    mouth.queue.stop()
    #expect(mouth.queue.position.isIdle)
    mouth.queue.enqueue([Int16](repeating: 7, count: 160), clip: second)
    mouth.tick()
    #expect(Array(mouth.heard[320...]) == [Int16](repeating: 7, count: 160))
  }

  @Test func `a pause whose fade outlasts the clip holds what comes next from its first sample`() {
    let mouth = Mouth()
    mouth.queue.enqueue([Int16](repeating: 1000, count: 10), clip: first)
    mouth.queue.pause()
    mouth.tick()
    mouth.queue.enqueue([Int16](repeating: 1000, count: 160), clip: first)
    mouth.tick()
    #expect(mouth.heard[160...].allSatisfy { $0 == 0 })
    #expect(mouth.queue.position[first]?.samplesPlayed == 10)
    mouth.queue.resume()
    mouth.tick()
    #expect(mouth.queue.position[first]?.samplesPlayed == 170)
  }

  @Test func `a clip that breaks off loud sinks to silence instead of clicking`() {
    let mouth = Mouth()
    mouth.queue.enqueue([Int16](repeating: 16_000, count: 100), clip: first)
    mouth.tick(2)
    #expect(Signals.largestStep(Array(mouth.heard[50...])) <= 1000)
    #expect(mouth.heard[120...].allSatisfy { $0 == 0 })
    #expect(mouth.queue.position[first]?.samplesPlayed == 100)
  }

  @Test func `a full queue takes what fits, refuses the rest and counts it`() {
    let mouth = Mouth(limit: .milliseconds(100))
    #expect(mouth.queue.capacity == 800)
    #expect(mouth.queue.enqueue([Int16](repeating: 1, count: 700), clip: first) == 700)
    #expect(mouth.queue.enqueue([Int16](repeating: 1, count: 700), clip: first) == 100)
    #expect(mouth.queue.refused == 600)
    mouth.tick()
    #expect(mouth.queue.enqueue([Int16](repeating: 1, count: 700), clip: first) == 160)
  }

  @Test func `a clip that was never begun is played out when it is finished`() {
    let queue = PlayoutQueue(rate: .hz8000)
    queue.finish(first)
    #expect(queue.position[first]?.isPlayedOut == true)
    #expect(queue.position.isIdle)
  }

  @Test func `only ended clips are forgotten, the oldest first`() {
    let mouth = Mouth()
    mouth.queue.enqueue([1], clip: ClipID(0))
    for number in 1...100 {
      #expect(mouth.queue.enqueue([2], clip: ClipID(UInt64(number))) == 1)
      mouth.queue.finish(ClipID(UInt64(number)))
      mouth.tick()
    }
    let clips = mouth.queue.position.clips
    #expect(clips.count == 32)
    #expect(clips.first?.id == ClipID(0))
    #expect(clips.dropFirst().map(\.id.number) == Array(70...100))
  }

  @Test func `too many open clips are refused, not mixed up`() {
    let queue = PlayoutQueue(rate: .hz8000)
    for number in 0..<32 { #expect(queue.enqueue([1], clip: ClipID(UInt64(number))) == 1) }
    #expect(queue.enqueue([1], clip: ClipID(99)) == 0)
    #expect(queue.position[ClipID(99)] == nil)
  }

  @Test func `an empty frame and an empty chunk change nothing`() {
    let queue = PlayoutQueue(rate: .hz8000)
    var none: [Int16] = []
    #expect(queue.enqueue([], clip: first) == 0)
    #expect(!queue.pull(into: &none, at: .zero))
    #expect(queue.position[first]?.samplesPlayed == 0)
  }

  @Test(arguments: 1...30)
  func `whatever is asked of it, played and waiting samples add up and never pass the limit`(seed: UInt64) {
    var numbers = SeededNumbers(seed)
    let mouth = Mouth(limit: .milliseconds(200))
    var clip: UInt64 = 0
    for _ in 0..<300 {
      switch Int.random(in: 0..<10, using: &numbers) {
      case 0..<3:
        let count = Int.random(in: 0...500, using: &numbers)
        mouth.queue.enqueue([Int16](repeating: 500, count: count), clip: ClipID(clip))
      case 3:
        mouth.queue.finish(ClipID(clip))
        clip += 1
      case 4:
        mouth.queue.stop(fade: .milliseconds(Int.random(in: 0...20, using: &numbers)))
        clip += 1
      case 5: mouth.queue.pause()
      case 6: mouth.queue.resume()
      default: mouth.tick()
      }
      let position = mouth.queue.position
      #expect(position.samplesQueued <= mouth.queue.capacity)
      #expect(position.samplesQueued >= 0)
      for clip in position.clips {
        #expect(clip.samplesPlayed <= clip.samplesAccepted)
        #expect((clip.startedAt == nil) == (clip.samplesPlayed == 0))
      }
    }
    #expect(mouth.heard.allSatisfy { $0 >= 0 && $0 <= 500 })
  }

  @Test func `a speaker and the media thread may use it at the same time`() async {
    let queue = PlayoutQueue(rate: .hz8000, limit: .milliseconds(500))
    let total = 80_000
    async let heard: Int = {
      var sum = 0
      var frame = [Int16](repeating: 0, count: 160)
      while sum < total {
        queue.pull(into: &frame, at: .zero)
        // A release after the last sample of an underrun is softer than the samples themselves.
        let count = frame.count { $0 == 100 }
        sum += count
        if count == 0 { await Task.yield() }
      }
      return sum
    }()
    var sent = 0
    while sent < total {
      let accepted = queue.enqueue([Int16](repeating: 100, count: min(333, total - sent)), clip: first)
      sent += accepted
      if accepted == 0 { await Task.yield() }
    }
    #expect(await heard == total)
    #expect(queue.position[first]?.samplesPlayed == total)
  }
}
