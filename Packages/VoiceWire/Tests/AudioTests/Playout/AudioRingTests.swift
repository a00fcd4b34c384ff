import Audio
import Testing

@Suite struct AudioRingTests {
  @Test func `what was written is read in order`() {
    let ring = AudioRing(capacity: 8)
    #expect(ring.write([1, 2, 3]) == 3)
    #expect(ring.available == 3)
    var out: [Int16] = [0, 0]
    #expect(ring.read(into: &out) == 2)
    #expect(out == [1, 2])
    #expect(ring.read(into: &out) == 1)
    #expect(out == [3, 2])
    #expect(ring.available == 0)
  }

  @Test func `a full ring refuses the newest samples and counts them`() {
    let ring = AudioRing(capacity: 4)
    #expect(ring.write([1, 2, 3]) == 3)
    #expect(ring.write([4, 5, 6]) == 1)
    #expect(ring.dropped == 2)
    var out = [Int16](repeating: 0, count: 8)
    #expect(ring.read(into: &out) == 4)
    #expect(out[..<4] == [1, 2, 3, 4])
  }

  @Test func `an empty ring gives nothing and leaves the target alone`() {
    let ring = AudioRing(capacity: 4)
    var out: [Int16] = [7]
    #expect(ring.read(into: &out) == 0)
    #expect(out == [7])
  }

  @Test func `skipping throws the oldest samples away and no more than there are`() {
    let ring = AudioRing(capacity: 4)
    ring.write([1, 2, 3])
    #expect(ring.skip(2) == 2)
    var out: [Int16] = [0]
    #expect(ring.read(into: &out) == 1)
    #expect(out == [3])
    #expect(ring.skip(5) == 0)
    #expect(ring.skip(-1) == 0)
  }

  @Test(arguments: 1...40)
  func `any series of writes and reads behaves as a plain queue of that capacity`(seed: UInt64) {
    var numbers = SeededNumbers(seed)
    let capacity = Int.random(in: 1...50, using: &numbers)
    let ring = AudioRing(capacity: capacity)
    var queue: [Int16] = []
    var dropped = 0
    var next: Int16 = 0
    for _ in 0..<200 {
      let count = Int.random(in: 0...capacity + 3, using: &numbers)
      if Bool.random(using: &numbers) {
        let samples = (0..<count).map { next &+ Int16($0) }
        next &+= Int16(count)
        let fits = min(count, capacity - queue.count)
        #expect(ring.write(samples) == fits)
        queue += samples[..<fits]
        dropped += count - fits
      } else {
        var out = [Int16](repeating: -1, count: count)
        let fits = min(count, queue.count)
        #expect(ring.read(into: &out) == fits)
        #expect(out == Array(queue[..<fits]) + [Int16](repeating: -1, count: count - fits))
        queue.removeFirst(fits)
      }
      #expect(ring.available == queue.count)
      #expect(ring.dropped == dropped)
    }
  }

  @Test func `a writer and a reader on two threads lose nothing and mix nothing up`() async {
    let ring = AudioRing(capacity: 257)
    let total = 100_000
    async let wrong: Int = {
      var expected = 0
      var wrong = 0
      var out = [Int16](repeating: 0, count: 100)
      while expected < total {
        let count = ring.read(into: &out)
        for index in 0..<count {
          if out[index] != Int16(truncatingIfNeeded: expected) { wrong += 1 }
          expected += 1
        }
        if count == 0 { await Task.yield() }
      }
      return wrong
    }()
    var sent = 0
    while sent < total {
      let chunk = (sent..<min(total, sent + 83)).map { Int16(truncatingIfNeeded: $0) }
      // A short write is taken up again from where it ended, so nothing may be missing.
      let written = ring.write(chunk)
      sent += written
      if written == 0 { await Task.yield() }
    }
    #expect(await wrong == 0)
    #expect(ring.available == 0)
  }
}
