extension Registrar {
  public struct Configuration: Hashable, Sendable {
    /// Shorter lifetimes are refused with 423, so that nobody keeps us busy.
    public var shortest: Duration
    /// Longer lifetimes are cut to this.
    public var longest: Duration
    /// The lifetime of contacts that ask for none.
    public var standard: Duration
    /// Bindings of one address of record.
    public var maximumBindings: Int
    /// Addresses of record with bindings.
    public var maximumAddresses: Int

    public init(
      shortest: Duration = .seconds(60), longest: Duration = .seconds(3600), standard: Duration = .seconds(3600),
      maximumBindings: Int = 10, maximumAddresses: Int = 10_000
    ) {
      self.shortest = shortest
      self.longest = longest
      self.standard = standard
      self.maximumBindings = maximumBindings
      self.maximumAddresses = maximumAddresses
    }
  }
}
