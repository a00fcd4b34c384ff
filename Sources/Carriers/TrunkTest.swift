import Foundation

/// What came of trying a trunk's other end.
public struct TrunkTest: Hashable, Sendable {
  /// One thing that was tried.
  public struct Attempt: Hashable, Sendable {
    public var succeeded: Bool
    /// Where it was tried, in that order, like `192.0.2.7:5060 over UDP`.
    public var addresses: [String]
    /// The SIP status that came; nil: none.
    public var statusCode: Int?
    public var roundTrip: Duration?
    /// What was seen, and what to do when it is not well.
    public var sentence: String

    public init(
      succeeded: Bool, addresses: [String] = [], statusCode: Int? = nil, roundTrip: Duration? = nil, sentence: String
    ) {
      self.succeeded = succeeded
      self.addresses = addresses
      self.statusCode = statusCode
      self.roundTrip = roundTrip
      self.sentence = sentence
    }
  }

  public var options: Attempt
  /// Nil where the trunk does not register.
  public var registration: Attempt?

  public init(options: Attempt, registration: Attempt? = nil) {
    self.options = options
    self.registration = registration
  }
}

/// Tries the other ends of trunks.
public protocol TrunkTester: Sendable {
  /// Nil when the trunk has no address to try.
  func test(_ trunk: Trunk) async -> TrunkTest?
}
