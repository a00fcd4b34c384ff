/// How a call sounded and how quickly the agent answered.
public struct CallQuality: Hashable, Sendable, Codable {
  /// Estimated mean opinion score, 1 to 4.5 (ITU-T G.107).
  public var mos: Double?
  public var packetsLost: Int?
  public var jitterMilliseconds: Double?
  public var codec: String?
  /// From the end of the caller's speech to the first sound of the answer.
  public var turnMedianMilliseconds: Int?
  public var turn95thPercentileMilliseconds: Int?

  public init(
    mos: Double? = nil, packetsLost: Int? = nil, jitterMilliseconds: Double? = nil, codec: String? = nil,
    turnMedianMilliseconds: Int? = nil, turn95thPercentileMilliseconds: Int? = nil
  ) {
    self.mos = mos
    self.packetsLost = packetsLost
    self.jitterMilliseconds = jitterMilliseconds
    self.codec = codec
    self.turnMedianMilliseconds = turnMedianMilliseconds
    self.turn95thPercentileMilliseconds = turn95thPercentileMilliseconds
  }
}
