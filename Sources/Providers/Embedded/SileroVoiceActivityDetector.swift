public import Audio

/// Speech by Silero's network, which telephone noise and music on hold do not deceive.
///
/// At 8 kHz a window has 256 samples and the network also reads the 32 before it; at 16 kHz 512 and 64. Either is 32 ms.
public struct SileroVoiceActivityDetector: VoiceActivityDetector {
  public let sampleRate: SampleRate
  public let windowSamples: Int

  private let model: SileroModel
  private let contextSamples: Int
  /// The end of the window before, then the window itself.
  private var input: [Float]
  private var state: [Float]
  private var last: Float = 0

  /// - Parameter sampleRate: anything but 16 kHz is taken as 8 kHz.
  init(model: SileroModel, sampleRate: SampleRate) {
    let isWide = sampleRate == .hz16000
    self.model = model
    self.sampleRate = isWide ? .hz16000 : .hz8000
    windowSamples = isWide ? 512 : 256
    contextSamples = isWide ? 64 : 32
    input = Array(repeating: 0, count: contextSamples + windowSamples)
    state = Array(repeating: 0, count: SileroModel.stateSize)
  }

  /// A runtime that fails leaves the answer as it was before.
  public mutating func speechProbability(of window: Span<Int16>) -> Float {
    guard window.count == windowSamples else { return last }
    for index in 0..<contextSamples { input[index] = input[windowSamples + index] }
    for index in 0..<windowSamples { input[contextSamples + index] = Float(window[index]) / 32768 }
    last = model.probability(of: input, hz: sampleRate.hz, state: &state) ?? last
    return last
  }

  public mutating func reset() {
    for index in input.indices { input[index] = 0 }
    for index in state.indices { state[index] = 0 }
    last = 0
  }
}
