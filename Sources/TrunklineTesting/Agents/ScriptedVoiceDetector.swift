public import Audio

/// Takes a square wave for voice and a constant for silence, whatever their loudness.
public struct ScriptedVoiceDetector: VoiceActivityDetector {
  public let sampleRate: SampleRate
  public let windowSamples: Int

  /// - Parameter windowSamples: 20 ms if nil.
  public init(sampleRate: SampleRate, windowSamples: Int? = nil) {
    self.sampleRate = sampleRate
    self.windowSamples = windowSamples ?? sampleRate.samplesPerFrame
  }

  public mutating func speechProbability(of window: Span<Int16>) -> Float {
    var loud = 0
    for index in window.indices where abs(Int(window[index])) > 20 { loud += 1 }
    return loud * 2 > window.count ? 0.95 : 0.05
  }

  public mutating func reset() {}

  /// 20 ms of voice (a square wave of 250 Hz) or silence.
  public static func frame(voice: Bool, loudness: Int16 = 8000, rate: SampleRate) -> [Int16] {
    let half = max(1, rate.hz / 500)
    return (0..<rate.samplesPerFrame).map { voice ? (($0 / half) % 2 == 0 ? loudness : -loudness) : 0 }
  }
}
