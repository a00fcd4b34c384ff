extension Strangers {
  public struct Configuration: Hashable, Sendable {
    /// What a source can use at once: a request that opens something takes 4, another message 1, garbage 8.
    public var allowance: Double
    public var refillPerSecond: Double
    /// How long a source that runs a scanner gets no answer.
    public var scannerSilence: Duration
    /// Sources remembered; at 200 bytes each.
    public var maximumSources: Int
    /// Sources taken in, in a second; of more than that the newest get silence.
    public var newSourcesPerSecond: Double

    /// Ten calls a second from one source, 60 at once.
    public init(
      allowance: Double = 240, refillPerSecond: Double = 40, scannerSilence: Duration = .seconds(600),
      maximumSources: Int = 8192, newSourcesPerSecond: Double = 500
    ) {
      self.allowance = max(allowance, 8)
      self.refillPerSecond = max(refillPerSecond, 0.1)
      self.scannerSilence = scannerSilence
      self.maximumSources = max(maximumSources, 1)
      self.newSourcesPerSecond = max(newSourcesPerSecond, 1)
    }
  }
}
