import Agents
public import Carriers
public import Identifiers

/// Decides with which number a call goes out, and by which trunks.
public struct OutboundRouting: Sendable {
  public init() {}

  /// The number that calls: the one asked for, else the agent's own, else the first.
  ///
  /// - Parameters:
  ///   - agent: who speaks.
  ///   - numbers: all of the workspace, oldest first.
  public func caller(
    asked: E164?, agent: ULID, among numbers: [PhoneNumber]
  ) throws(OutboundRefusal) -> PhoneNumber {
    if let asked {
      guard let number = numbers.first(where: { $0.number == asked }) else {
        throw .numberNotCapable("\(asked) is no number of this workspace; import it, or leave caller_id_number out")
      }
      guard number.callsOut else { throw .numberNotCapable(Self.why(number)) }
      return number
    }
    let capable = numbers.filter(\.callsOut)
    guard let number = capable.first(where: { $0.agent == agent }) ?? capable.first else {
      throw .numberNotCapable(
        "this workspace has no number that can call out; import one on a SIP trunk with direction outbound or both")
    }
    return number
  }

  /// The trunks that may carry the call: the number's own, then the workspace's others by priority. Those whose other end
  /// is known not to answer come last.
  ///
  /// - Parameter trunks: of the workspace, oldest first.
  public func ways(
    for number: PhoneNumber, trunks: [Trunk], statuses: [ID<Trunk>: TrunkStatus]
  ) throws(OutboundRefusal) -> [Trunk] {
    let able = trunks.filter { $0.direction != .inbound && $0.sipAddress != nil }
    guard able.contains(where: { $0.id == number.trunk }) else {
      throw .trunkNotCapable(
        "the SIP trunk of \(number.number) carries no calls out; set its direction to outbound or both, and its "
          + "sip_address"
      )
    }
    func rank(_ trunk: Trunk) -> (Int, Int, Int) {
      (statuses[trunk.id]?.isDown == true ? 1 : 0, trunk.id == number.trunk ? 0 : 1, trunk.priority)
    }
    return able.enumerated().sorted { one, other in
      let (a, b) = (rank(one.element), rank(other.element))
      return a == b ? one.offset < other.offset : a < b
    }.map(\.element)
  }

  private static func why(_ number: PhoneNumber) -> String {
    if number.source == .livekit {
      return "\(number.number) is a LiveKit number, and those take calls only; use a number on a SIP trunk"
    }
    if number.status != .active {
      return "\(number.number) is \(number.status.rawValue): \(number.statusDetail ?? "not active")"
    }
    return "\(number.number) takes calls only; set the direction of its SIP trunk to outbound or both"
  }
}

extension PhoneNumber {
  fileprivate var callsOut: Bool { status == .active && source != .livekit && capabilities.contains(.outbound) }
}

extension TrunkStatus {
  /// Whether a call by this trunk is likely to come to nothing.
  fileprivate var isDown: Bool { reachable == false || registration == .failed }
}
