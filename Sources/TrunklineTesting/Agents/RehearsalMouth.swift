import Agents

/// A mouth in virtual time: clips in order, 160 samples a tick.
struct RehearsalMouth {
  private var clips: [(work: WorkID, samples: Int, played: Int, startedAt: Duration?, isStopped: Bool)] = []
  var isHeld = false

  mutating func enqueue(_ work: WorkID, samples: Int) { clips.append((work, samples, 0, nil, false)) }

  /// Plays one tick; true when a clip began or ended in it.
  mutating func play(at now: Duration) -> Bool {
    guard !isHeld, let index = clips.firstIndex(where: { !$0.isStopped && $0.played < $0.samples }) else {
      return false
    }
    let began = clips[index].startedAt == nil
    if began { clips[index].startedAt = now }
    clips[index].played = min(clips[index].samples, clips[index].played + 160)
    return began || clips[index].played == clips[index].samples
  }

  mutating func stop() {
    for index in clips.indices { clips[index].isStopped = true }
    isHeld = false
  }

  var progress: [ClipProgress] {
    clips.map { ClipProgress(work: $0.work, samplesPlayed: $0.played, startedAt: $0.startedAt) }
  }
}
