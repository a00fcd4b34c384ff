/// The credentials of a link to Twilio, as they are sealed.
struct TwilioSecrets: Hashable, Sendable, Codable {
  var authToken: String
  /// Of our calls to the trunk; never readable at Twilio.
  var password: String

  /// 24 characters with digits, upper and lower case, as Twilio demands (error 21243).
  static func password(random: () -> UInt64) -> String {
    let alphabet = Array("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
    let tail = (0..<21).map { _ in alphabet[Int(random() % UInt64(alphabet.count))] }
    return "aA7" + String(tail)
  }
}
