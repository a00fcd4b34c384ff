/// What the product asks of the user agent outside of calls. Accounts are named by the product.
public enum OutsideCommand: Sendable {
  /// Keeps the account registered at its provider from now on, in place of what it did before.
  case register(account: String, RegistrationOrder)
  /// Where the provider's servers are now, for the next REGISTER.
  case redirect(account: String, [Destination])
  /// Removes the registration at the provider.
  case unregister(account: String)
  /// Asks with OPTIONS whether somebody is there (RFC 3261 §11), the next server when one is silent or says 503; answered
  /// by `probed`. Nothing happens while the account is being asked already.
  case probe(account: String, SIPURI, [Destination])
  /// The answer to `registering`: the credentials are this account's.
  case admit(RegisterID, account: String)
  /// The answer to `registering`: a challenge or a refusal.
  case refuse(RegisterID, SIPRejection)
  /// Forgets where the phones of an account are.
  case removeBindings(account: String)
}

/// A registration that the product wants kept.
public struct RegistrationOrder: Sendable {
  public var configuration: Registration.Configuration
  /// Nil when the provider knows us by address.
  public var session: DigestSession?
  /// Where to try, best first; not empty. Via and Contact speak of the address advertised for the transport, else of
  /// the local address of the destination's flow.
  public var destinations: [Destination]

  /// The configuration's count of destinations is set to theirs.
  public init(configuration: Registration.Configuration, session: DigestSession?, destinations: [Destination]) {
    self.configuration = configuration
    self.configuration.destinationCount = max(1, destinations.count)
    self.session = session
    self.destinations = destinations
  }
}
