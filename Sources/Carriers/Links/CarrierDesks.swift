/// The carriers at which numbers are had, by their source.
public struct CarrierDesks: Sendable {
  private let desks: [PhoneNumber.Source: any NumberCarrier]

  public init(_ desks: [PhoneNumber.Source: any NumberCarrier]) { self.desks = desks }

  /// Nil where numbers need nothing done at a carrier.
  public subscript(source: PhoneNumber.Source) -> (any NumberCarrier)? { desks[source] }

  public func recover() async {
    for source in PhoneNumber.Source.allCases { await desks[source]?.recover() }
  }
}
