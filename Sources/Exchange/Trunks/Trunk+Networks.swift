import Carriers

extension Trunk {
  /// Where its calls come from, as far as it says: a range that holds every address says nothing.
  var networks: [String] {
    let allowed = allowedAddresses.filter { $0.prefixLength > 0 }.map(\.description)
    let server = settings.sipAddress.flatMap { SIPAddress($0) }.map(\.host)
    return allowed + (server.flatMap { AddressRange($0) }.map { [$0.description] } ?? [])
  }
}
