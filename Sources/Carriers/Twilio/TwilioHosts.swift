/// Where Twilio's APIs are; others for tests.
public struct TwilioHosts: Hashable, Sendable {
  /// Accounts, numbers and credential lists, without a slash at the end.
  public var api: String
  /// Elastic SIP trunks.
  public var trunking: String

  public init(api: String? = nil, trunking: String? = nil) {
    self.api = Self.trimmed(api ?? "https://api.twilio.com")
    self.trunking = Self.trimmed(trunking ?? "https://trunking.twilio.com")
  }

  private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}
