extension PhoneNumber {
  /// What a number can do on a trunk of that direction.
  public static func capabilities(on direction: Trunk.Direction) -> [Capability] {
    switch direction {
    case .inbound: [.inbound]
    case .outbound: [.outbound]
    case .both: [.inbound, .outbound]
    }
  }

  /// What a number's status says after its trunk was deleted from under it.
  public static let trunkDeletedDetail =
    "its SIP trunk was deleted, so calls cannot reach it; delete the number and import it on another trunk"
}
