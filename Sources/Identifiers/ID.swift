/// Something that has an ``ID``; `idPrefix` is what its ids begin with, without the underscore.
public protocol Identified {
  static var idPrefix: String { get }
}

/// The identifier of one `Entity`: its prefix, an underscore and a ULID, like `agent_01J9ZC3M2P8Q4R5S6T7V8W9X0Y`.
/// Read in either case, printed in upper case; ids of different entities cannot be mixed up.
public struct ID<Entity: Identified>: Hashable, Comparable, Sendable, LosslessStringConvertible {
  public let ulid: ULID

  public init(_ ulid: ULID) { self.ulid = ulid }

  /// Nil when the prefix is another entity's or the rest is not a ULID.
  public init?(_ text: String) {
    let parts = text.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].lowercased() == Entity.idPrefix, let ulid = ULID(String(parts[1])) else {
      return nil
    }
    self.init(ulid)
  }

  public var description: String { Entity.idPrefix + "_" + ulid.description }

  public static func < (a: ID, b: ID) -> Bool { a.ulid < b.ulid }
}

extension ID: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let id = ID(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not an id like \(Entity.idPrefix)_01J9ZC3M2P8Q4R5S6T7V8W9X0Y")
    }
    self = id
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
