import Identifiers

/// What the first start sets up to be called at once.
enum Demo {
  /// From the range that is kept for examples.
  static let number: E164 = {
    guard let number = E164("+15555550100") else { preconditionFailure("the demo number is not E.164") }
    return number
  }()

  static let firstMessage = "Hello! You have reached the Trunkline demo. How can I help you?"

  /// Loopback, the private IPv4 ranges (RFC 1918), link-local and unique local IPv6 addresses (RFC 4193).
  static let allowedAddresses = [
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1", "fe80::/10", "fc00::/7",
  ]

  static let prompt = """
    You are the front desk of the Riverside Clinic, a small fictional clinic that shows what Trunkline can do.
    Answer briefly and kindly, only from these facts. If you do not know, offer to take a message.

    Facts:
    - Opening hours: we are open Monday to Friday from nine in the morning to five in the afternoon. We are closed on weekends.
    - Address: we are at 12 River Street, next to the public library.
    - Parking: parking is free behind the building.
    - Appointments: appointments are made by phone; take the caller's name, number and message, and someone calls back.
    - Prices: a first visit costs forty dollars.
    - Trunkline: this call is answered by Trunkline, a self-hosted server that gives voice agents phone numbers.
    """
}
