import Crypto
import Foundation

/// Seals secrets for the database with AES-GCM. Each sealed text belongs to the place it was made for: moved to
/// another row or column it does not open.
struct SecretBox: Sendable {
  private let key: SymmetricKey

  init(_ master: MasterKey) { key = master.key }

  /// `v1.` and base64 of nonce, ciphertext and tag.
  func seal(_ secret: String, for place: String) throws -> String {
    let box = try AES.GCM.seal(Data(secret.utf8), using: key, authenticating: Data(place.utf8))
    guard let combined = box.combined else { throw StoreError.failed(reason: "a secret could not be sealed") }
    return "v1." + combined.base64EncodedString()
  }

  /// Nil when it was sealed with another key or for another place, or was changed.
  func open(_ sealed: String, for place: String) -> String? {
    guard sealed.hasPrefix("v1."), let combined = Data(base64Encoded: String(sealed.dropFirst(3))),
      let box = try? AES.GCM.SealedBox(combined: combined),
      let secret = try? AES.GCM.open(box, using: key, authenticating: Data(place.utf8))
    else { return nil }
    return String(decoding: secret, as: UTF8.self)
  }
}
