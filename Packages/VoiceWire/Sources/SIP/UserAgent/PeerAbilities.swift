/// What the peer of a leg has said it can (RFC 3261 §20.5, §20.37).
struct PeerAbilities: Hashable, Sendable {
  private var methods: [String] = []
  private var extensions: [String] = []

  /// Follows the Allow and Supported of a message; one without them changes nothing.
  mutating func note(_ headers: SIPHeaders) {
    let allowed = headers.elements(.allow)
    if !allowed.isEmpty { methods = allowed }
    let supported = headers.elements(.supported)
    if !supported.isEmpty { extensions = supported }
  }

  /// True when the peer named the method in Allow.
  func allows(_ method: SIPMethod) -> Bool { methods.contains(method.rawValue) }

  var allowsUpdate: Bool { allows(.update) }

  /// UPDATE was refused whatever Allow said.
  mutating func refuse(_ method: SIPMethod) {
    methods.removeAll { $0 == method.rawValue }
  }

  func supports(_ option: String) -> Bool { extensions.contains { $0.isSameToken(as: option) } }
}
