public import Audio

/// Listens to one caller: frames go in, what can be noticed about speech comes out.
///
/// A value driven by the agent loop. It keeps the sound of the current segment, with some lead-in, so that what is
/// heard can be transcribed from its first consonant on. While the agent speaks it wants more certainty, because what
/// comes back from the telephone may be the agent's own voice.
public struct Ear: ~Copyable {
  private enum Voice {
    /// Nobody speaks.
    case silent
    /// There was voice for `heard` since then, at `last` for the last time; not enough to be speech yet. `overAgent`:
    /// it began while the agent spoke, and wants more certainty even if the agent has fallen silent to listen.
    case stirring(since: Duration, heard: Duration, last: Duration, overAgent: Bool)
    /// The caller speaks; the last voice was at `last`.
    case speaking(last: Duration)
    /// The caller paused. `heard` is how much voice there was since, too little to count.
    case pausing(last: Duration, heard: Duration)
  }

  public let rate: SampleRate
  /// Of the last frame, in dBov.
  public private(set) var level: Float = Decibels.silence

  private let settings: EarSettings
  private var windows: VoiceWindows
  private let window: Duration
  private var voice = Voice.silent
  /// Until then a sound over the agent must be as certain as speech to stir: one before it was none.
  private var waryUntil = Duration.zero
  private var samples: [Int16] = []
  private var segment = 0
  private let leadIn: Int
  private let usualLeadIn: Int
  private let longest: Int
  /// How many of the samples came before the first voice.
  private var leadSamples = 0

  /// - Parameter rate: of the frames.
  public init(rate: SampleRate, detector: any VoiceActivityDetector, settings: EarSettings = .init()) {
    self.rate = rate
    self.settings = settings
    windows = VoiceWindows(detector, rate: rate, frame: rate.samplesPerFrame)
    window = windows.windowDuration
    leadIn = rate.samples(in: settings.leadIn)
    usualLeadIn = rate.samples(in: settings.usualLeadIn)
    longest = rate.samples(in: settings.longestSegment)
    samples.reserveCapacity(leadIn * 4)
  }

  /// Takes one frame of at most 20 ms.
  ///
  /// - Parameters:
  ///   - now: the time of the frame's last sample.
  ///   - agentSpeaks: whether the caller hears the agent.
  ///   - notice: is given what was noticed, in order.
  public mutating func hear(
    _ frame: Span<Int16>, at now: Duration, agentSpeaks: Bool, _ notice: (EarFact) -> Void
  ) {
    level = Decibels.level(of: frame)
    for index in frame.indices { samples.append(frame[index]) }
    var probabilities: (Float, Float) = (-1, -1)
    windows.append(frame) { probability in
      probabilities = (probabilities.1, probability)
    }
    for probability in [probabilities.0, probabilities.1] where probability >= 0 {
      hear(probability: probability, at: now, agentSpeaks: agentSpeaks, notice)
    }
    trim(at: now, notice)
  }

  /// What the caller says from now on is a new segment, even if it follows without a pause.
  public mutating func beginSegment() {
    switch voice {
    case .silent, .stirring: break
    case .speaking:
      // Its pause is still to be told.
      segment += 1
      leadSamples = 0
    case .pausing: voice = .silent
    }
    // What comes next may have begun already.
    keepLast(rate.samples(in: .milliseconds(160)))
  }

  private mutating func hear(
    probability: Float, at now: Duration, agentSpeaks: Bool, _ notice: (EarFact) -> Void
  ) {
    let overAgent = if case .stirring(_, _, _, true) = voice { true } else { agentSpeaks }
    let isEcho = overAgent && level < settings.echoLevel
    let threshold = overAgent ? settings.echoThreshold : settings.threshold
    switch voice {
    case .silent:
      // A stir makes the agent pause, which costs little; what counts as speech is more certain.
      guard probability >= (now < waryUntil ? threshold : settings.threshold), !isEcho else { return }
      voice = .stirring(
        since: now - window, heard: probability >= threshold ? window : .zero, last: now, overAgent: overAgent)
      notice(.stirred(at: now - window))
      confirm(at: now, notice)
    case .stirring(let since, let heard, let last, _):
      if probability >= threshold, !isEcho {
        voice = .stirring(since: since, heard: heard + window, last: now, overAgent: overAgent)
        confirm(at: now, notice)
      } else if now - last >= settings.settling {
        voice = .silent
        if overAgent { waryUntil = now + settings.wariness }
        notice(.settled)
      }
    case .speaking(let last):
      if probability >= settings.lowerThreshold {
        voice = .speaking(last: now)
      } else if now - last >= settings.pause {
        voice = .pausing(last: last, heard: .zero)
        notice(.paused(at: last, current))
      }
    case .pausing(let last, let heard):
      if probability >= threshold, !isEcho {
        let heard = heard + window
        guard heard >= settings.confirmation else {
          voice = .pausing(last: last, heard: heard)
          return
        }
        voice = .speaking(last: now)
        notice(.resumed(at: now - heard))
      } else if now - last >= settings.segmentEnd {
        voice = .silent
        keepLast(leadIn)
      } else {
        voice = .pausing(last: last, heard: max(.zero, heard - window))
      }
    }
  }

  private mutating func confirm(at now: Duration, _ notice: (EarFact) -> Void) {
    guard case .stirring(let since, let heard, _, let overAgent) = voice else { return }
    guard heard >= (overAgent ? settings.confirmationOverAgent : settings.confirmation) else { return }
    segment += 1
    keepLast(leadIn + rate.samples(in: now - since))
    leadSamples = max(0, samples.count - rate.samples(in: now - since))
    voice = .speaking(last: now)
    notice(.began(at: since))
  }

  private var current: SpeechSegment {
    SpeechSegment(
      number: segment, samples: samples, rate: rate, spareSamples: max(0, leadSamples - usualLeadIn))
  }

  /// Keeps what is held in bounds.
  private mutating func trim(at now: Duration, _ notice: (EarFact) -> Void) {
    switch voice {
    case .silent, .stirring:
      // Not at each frame: that would move half a second of sound 50 times a second.
      if samples.count > leadIn * 4 { keepLast(leadIn * 2) }
    case .speaking, .pausing:
      guard samples.count >= longest else { return }
      if case .speaking = voice { notice(.cut(current)) }
      segment += 1
      samples.removeAll()
      leadSamples = 0
    }
  }

  private mutating func keepLast(_ count: Int) {
    if samples.count > count { samples.removeFirst(samples.count - count) }
  }
}
