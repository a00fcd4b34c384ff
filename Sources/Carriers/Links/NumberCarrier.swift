/// A carrier at which numbers are had and given back.
public protocol NumberCarrier: Sendable {
  /// Has the number, whose status is `provisioning`, and puts it in service; or leaves nothing behind.
  ///
  /// - Throws: ``CarrierRefusal`` and ``CarrierStoreError``, when nothing of it is left.
  func provision(_ number: PhoneNumber, with credentials: TwilioCredentials?) async throws -> PhoneNumber
  /// Deletes the number, and at the carrier all that was made for it: what cannot be reached now is taken away later.
  func release(_ number: PhoneNumber) async throws
  /// Undoes what a crash cut short, and ends what could not be ended before.
  func recover() async
}
