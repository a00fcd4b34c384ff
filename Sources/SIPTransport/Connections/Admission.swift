internal import SIP

/// Counts the connections that others have to us, so that neither one address nor all of them take more than their share,
/// nor those we do not know the places of those we do. A value.
struct Admission {
  /// An admitted connection, to be given back when it is closed.
  struct Place: Hashable, Sendable {
    fileprivate var network: NetworkAddress?
    fileprivate var isKnown: Bool
  }

  private let limits: ConnectionLimits
  private var byNetwork: [NetworkAddress?: Int] = [:]
  private var strangers = 0
  private(set) var count = 0

  init(limits: ConnectionLimits) {
    self.limits = limits
  }

  /// Nil when the connection is to be closed at once. `ours` is how many connections we have opened ourselves.
  mutating func admit(_ source: String, isKnown: Bool, ours: Int) -> Place? {
    let place = Place(network: NetworkAddress(customerOf: source), isKnown: isKnown)
    let limit = isKnown ? limits.maximumPerSource : min(limits.maximumPerStranger, limits.maximumPerSource)
    guard count + ours < limits.maximumConnections, byNetwork[place.network, default: 0] < limit,
      isKnown || strangers < max(1, limits.maximumConnections / 2)
    else { return nil }
    byNetwork[place.network, default: 0] += 1
    count += 1
    if !isKnown { strangers += 1 }
    return place
  }

  /// An admitted connection is closed.
  mutating func leave(_ place: Place) {
    guard let open = byNetwork[place.network] else { return }
    byNetwork[place.network] = open > 1 ? open - 1 : nil
    count -= 1
    if !place.isKnown { strangers -= 1 }
  }
}
