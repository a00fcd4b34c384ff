/// The sequence number and method of a request and its responses (RFC 3261 §20.16).
public struct CSeq: Hashable, Sendable, CustomStringConvertible {
  /// Below 2³¹ (RFC 3261 §8.1.1.5).
  public var number: UInt32
  public var method: SIPMethod

  public init(number: UInt32, method: SIPMethod) {
    self.number = number
    self.method = method
  }

  public var description: String { "\(number) \(method)" }
}
