/// What every request must carry and what routes its answer (RFC 3261 §8.1.1), read and checked.
public struct RequestEssentials: Hashable, Sendable {
  /// The topmost Via.
  public var via: Via
  public var from: NameAddress
  public var to: NameAddress
  public var callID: String
  public var cSeq: CSeq
  /// Nil when absent, which RFC 2543 allowed.
  public var maxForwards: Int?

  /// The most Via hops that a response will carry back; twice the most Record-Route lines.
  static let maximumHops = 128

  private static let single: [SIPHeaderName] = [.to, .from, .callID, .cSeq, .maxForwards, .contentType]

  /// Throws 400 with a reason that names the header, or 505.
  public init(_ request: SIPRequest) throws(SIPRejection) {
    guard request.version.isSameToken(as: "SIP/2.0") else { throw SIPRejection(505) }
    let headers = request.headers
    for name in Self.single where headers.count(of: name) > 1 {
      throw SIPRejection(400, "Repeated \(name)")
    }
    let hops = headers.elements(.via)
    guard let first = hops.first else { throw SIPRejection(400, "Missing Via") }
    guard let via = Via(first), hops.dropFirst().allSatisfy({ Via($0) != nil }) else {
      throw SIPRejection(400, "Malformed Via")
    }
    guard hops.count <= Self.maximumHops, headers.count(of: .recordRoute) <= Self.maximumHops / 2 else {
      throw SIPRejection(400, "Too Many Hops Recorded")
    }
    guard let callID = headers[.callID], !callID.isEmpty else { throw SIPRejection(400, "Missing Call-ID") }
    guard let sequence = headers[.cSeq] else { throw SIPRejection(400, "Missing CSeq") }
    guard let cSeq = CSeq(sequence) else { throw SIPRejection(400, "Malformed CSeq") }
    guard cSeq.method == request.method else { throw SIPRejection(400, "CSeq Does Not Match Method") }
    self.via = via
    from = try Self.address(.from, in: headers)
    to = try Self.address(.to, in: headers)
    self.callID = callID
    self.cSeq = cSeq
    if let text = headers[.maxForwards] {
      guard text.utf8.count <= 9, let hops = Int(text), hops >= 0 else {
        throw SIPRejection(400, "Malformed Max-Forwards")
      }
      maxForwards = hops
    }
  }

  private static func address(_ name: SIPHeaderName, in headers: SIPHeaders) throws(SIPRejection) -> NameAddress {
    guard let text = headers[name] else { throw SIPRejection(400, "Missing \(name)") }
    guard let address = NameAddress(text) else { throw SIPRejection(400, "Malformed \(name)") }
    return address
  }
}
