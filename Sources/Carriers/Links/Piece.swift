/// One thing that a carrier keeps for us, as far as we know.
public enum Piece: Hashable, Sendable, Codable {
  /// We never asked for it.
  case untouched
  /// It must be looked for: it was asked for and no answer is known, or it may have changed.
  case unknown
  case absent
  case present(String)

  /// Its id at the carrier.
  public var id: String? { if case .present(let id) = self { id } else { nil } }
  var mustBeSought: Bool { self == .untouched || self == .unknown }
  var mayBeThere: Bool { self == .unknown || id != nil }

  /// What a look for it found.
  init(_ id: String?) { self = id.map { .present($0) } ?? .absent }
}
