public import Audio
internal import Synchronization

/// Joins one conversation with the agent loop: the caller's sound comes in by the ear's ring, the loop listens to it
/// and watches the mouth and the conversation's deadline, and posts what changed.
///
/// The inbox is bounded: beyond ``factLimit`` waiting facts new ones are dropped and counted; commands always fit.
public final class AgentLine: Sendable {
  /// Facts that may wait.
  public static let factLimit = 256

  public let ear: AudioRing
  public let mouth: PlayoutQueue

  let inbox: AsyncStream<ConversationInput>
  private let post: AsyncStream<ConversationInput>.Continuation
  private let waiting = Atomic<Int>(0)
  private let lost = Atomic<Int>(0)
  private let wantsNewSegment = Atomic<Bool>(false)
  private let alarm = Mutex<Duration?>(nil)
  private let hearing: Mutex<Hearing>

  /// What only the loop touches; the lock is never waited for.
  private struct Hearing: ~Copyable {
    var ear: Ear
    var frame: [Int16]
    var milestones: [Milestone] = []
  }

  /// The part of a clip's progress whose change is worth a word.
  private struct Milestone: Equatable {
    let clip: ClipID
    let hasBegun: Bool
    let isOver: Bool
  }

  /// - Parameters:
  ///   - ear: what the caller says, at the mouth's rate.
  ///   - mouth: where the agent's speech goes.
  public init(
    ear: AudioRing, mouth: PlayoutQueue, detector: any VoiceActivityDetector, settings: EarSettings = .init()
  ) {
    self.ear = ear
    self.mouth = mouth
    (inbox, post) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    hearing = Mutex(
      Hearing(
        ear: Ear(rate: mouth.rate, detector: detector, settings: settings),
        frame: [Int16](repeating: 0, count: mouth.rate.samplesPerFrame)))
  }

  /// Facts dropped because the conversation did not keep up.
  public var factsLost: Int { lost.load(ordering: .relaxed) }

  /// One tick of the agent loop: listens to what the caller said since the last, looks at what was played and at
  /// the deadline. For the loop's thread.
  public func walk(at now: Duration) {
    hearing.withLock { hearing in
      if wantsNewSegment.exchange(false, ordering: .acquiringAndReleasing) { hearing.ear.beginSegment() }
      let position = mouth.position
      listen(&hearing, at: now, agentSpeaks: position.activity == .playing)
      let milestones = position.clips.map {
        Milestone(clip: $0.id, hasBegun: $0.startedAt != nil, isOver: $0.isPlayedOut || $0.ending == .stopped)
      }
      if milestones != hearing.milestones {
        hearing.milestones = milestones
        postFact(.event(.played(Self.progress(position))))
      }
    }
    let isDue = alarm.withLock { due in
      guard let time = due, now >= time else { return false }
      due = nil
      return true
    }
    if isDue { postFact(.deadline) }
  }

  private func listen(_ hearing: inout Hearing, at now: Duration, agentSpeaks: Bool) {
    var frames = ear.available / hearing.frame.count
    while frames > 0 {
      frames -= 1
      guard ear.read(into: &hearing.frame) == hearing.frame.count else { return }
      let frame = hearing.frame
      hearing.ear.hear(frame.span, at: now - .milliseconds(20 * frames), agentSpeaks: agentSpeaks) { fact in
        postFact(.event(.heard(fact)))
      }
    }
  }

  static func progress(_ position: PlayoutPosition) -> [ClipProgress] {
    position.clips.map {
      ClipProgress(work: WorkID($0.id.number), samplesPlayed: $0.samplesPlayed, startedAt: $0.startedAt)
    }
  }

  // MARK: The conversation's side

  func beginSegment() { wantsNewSegment.store(true, ordering: .releasing) }

  func setAlarm(_ time: Duration?) { alarm.withLock { $0 = time } }

  func postCommand(_ input: ConversationInput) {
    waiting.wrappingAdd(1, ordering: .relaxed)
    post.yield(input)
  }

  private func postFact(_ input: ConversationInput) {
    guard waiting.load(ordering: .relaxed) < Self.factLimit else {
      lost.wrappingAdd(1, ordering: .relaxed)
      return
    }
    postCommand(input)
  }

  /// Says that one input was dealt with.
  func took() { waiting.wrappingSubtract(1, ordering: .relaxed) }

  /// Inputs that are not dealt with yet.
  package var backlog: Int { waiting.load(ordering: .relaxed) }
}
