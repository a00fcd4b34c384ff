/// What came of asking a provider by OPTIONS whether it is there (RFC 3261 §11).
public struct ProbeReport: Hashable, Sendable {
  /// Where it was looked for, in the order in which it was tried, like `192.0.2.7:5060 over UDP`.
  public var addresses: [String]
  /// Nil: nobody answered.
  public var statusCode: Int?
  /// From the request to the answer, or to giving up.
  public var roundTrip: Duration
  /// What is wrong and what to do; nil when all is well.
  public var problem: String?

  public init(addresses: [String] = [], statusCode: Int? = nil, roundTrip: Duration = .zero, problem: String? = nil) {
    self.addresses = addresses
    self.statusCode = statusCode
    self.roundTrip = roundTrip
    self.problem = problem
  }
}
