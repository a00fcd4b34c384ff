public import Foundation
import Crypto

/// The headers by which a receiver knows that a request is ours and is not an old one sent again:
/// HMAC-SHA256 (RFC 2104) of the time, a full stop and the body as it is.
public enum WebhookSignature {
  /// - Parameters:
  ///   - secret: nil: the time is given, and nothing is signed.
  ///   - time: of this attempt.
  public static func headers(
    for body: [UInt8], secret: String?, at time: Date
  ) -> [(name: String, value: String)] {
    let timestamp = String(Int64((time.timeIntervalSince1970 * 1000).rounded()))
    var headers = [("X-Speechify-Timestamp", timestamp), ("X-Trunkline-Timestamp", timestamp)]
    if let secret {
      var code = HMAC<SHA256>(key: SymmetricKey(data: Data(secret.utf8)))
      code.update(data: Data("\(timestamp).".utf8))
      code.update(data: body)
      let signature = "sha256=" + code.finalize().map { Self.hex[Int($0)] }.joined()
      headers += [("X-Speechify-Signature", signature), ("X-Trunkline-Signature", signature)]
    }
    return headers.map { (name: $0.0, value: $0.1) }
  }

  private static let hex: [String] = (0...255).map { byte in
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
