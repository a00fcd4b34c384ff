/// What the lock of a ``PlayoutQueue`` guards: the chunks that wait, what is known of their clips, and the gain.
struct PlayoutState {
  /// A stretch of samples of one clip. `next` moves; the samples stay until someone other than the media thread
  /// collects them.
  struct Chunk {
    let samples: [Int16]
    var next: Int
    var end: Int
    let slot: Int
  }

  /// One clip and the samples of it that still wait.
  struct Slot {
    var clip: PlayoutPosition.Clip
    var queued: Int
    /// Rises with each clip: the order in which they began.
    let order: Int

    /// Nothing of it waits or may follow, so its place may be reused.
    var isOver: Bool { queued == 0 && clip.ending != .open }
  }

  enum Flow {
    case running
    /// Fading towards `paused`.
    case pausing
    case paused
  }

  /// How many clips are remembered. More open clips than this are refused.
  static let slotLimit = 32

  let capacity: Int
  /// Change of gain a sample: from silent to full in 5 ms.
  let slope: Float
  /// Samples over which the last value sinks to zero when nothing follows it.
  let releaseSamples: Int

  var chunks: [Chunk] = []
  /// The chunk that plays; those before it are spent.
  var head = 0
  var slots: [Slot] = []
  var began = 0
  var queued = 0
  var refused = 0
  var flow = Flow.running
  var gain: Float = 1
  var last: Int16 = 0

  init(rate: SampleRate, capacity: Int) {
    self.capacity = capacity
    slope = 200 / Float(rate.hz)
    releaseSamples = max(1, rate.hz / 500)
    chunks.reserveCapacity(64)
    slots.reserveCapacity(Self.slotLimit)
  }
}
