import Crypto
public import Foundation

/// An access token of LiveKit: a JWT signed with HMAC-SHA256 (RFC 7519, RFC 7515 §3.1).
public enum LiveKitToken {
  /// Good for telephone administration (`sip.admin`), for ten minutes.
  public static func administration(_ settings: LiveKitSettings, at now: Date) -> String {
    let seconds = Int(now.timeIntervalSince1970)
    let header = #"{"alg":"HS256","typ":"JWT"}"#
    let claims = Claims(
      exp: seconds + 600, iss: settings.apiKey, nbf: seconds - 10, sip: Claims.Telephone(admin: true),
      sub: "trunkline")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let body = (try? encoder.encode(claims)) ?? Data()
    let signed = encoded(Data(header.utf8)) + "." + encoded(body)
    let key = SymmetricKey(data: Data(settings.apiSecret.utf8))
    let signature = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: key)
    return signed + "." + encoded(Data(signature))
  }

  private struct Claims: Encodable {
    struct Telephone: Encodable { var admin: Bool }

    var exp: Int
    var iss: String
    var nbf: Int
    var sip: Telephone
    var sub: String
  }

  /// Base64 for URLs without padding (RFC 7515 §2).
  private static func encoded(_ data: Data) -> String {
    data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
