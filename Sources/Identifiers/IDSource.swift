/// Where new ids come from. Passed to whatever makes entities, so that tests make the same ids each time.
public struct IDSource: Sendable {
  private let next: @Sendable () -> ULID

  public init(_ next: @escaping @Sendable () -> ULID) { self.next = next }

  /// - Parameter milliseconds: the wall clock, in milliseconds since 1970-01-01 UTC.
  public static func random(milliseconds: @escaping @Sendable () -> UInt64) -> IDSource {
    IDSource {
      var generator = SystemRandomNumberGenerator()
      return ULID(milliseconds: milliseconds(), random: &generator)
    }
  }

  public func make<Entity>(_: Entity.Type = Entity.self) -> ID<Entity> { ID(next()) }
  public func makeULID() -> ULID { next() }
}
