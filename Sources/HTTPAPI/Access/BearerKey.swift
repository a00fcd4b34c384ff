import Crypto

/// A key as its holder has it: `sk_` and 43 characters with 256 random bits. Only its hash is kept.
public struct BearerKey: Sendable {
  /// The whole key. Shown once, never stored or logged.
  public let secret: String

  public init(_ secret: String) { self.secret = secret }

  public static func random() -> BearerKey {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    return BearerKey("sk_" + String((0..<43).map { _ in alphabet[Int.random(in: 0..<64, using: &generator)] }))
  }

  /// SHA-256 of the whole key in lower-case hexadecimal, as an `APIKey` keeps it.
  public var hash: String { Digest.hexadecimal(secret) }

  /// The first characters, to recognise it by.
  public var hint: String { String(secret.prefix(7)) + "…" }
}

enum Digest {
  /// SHA-256 of the text's UTF-8 in lower-case hexadecimal.
  static func hexadecimal(_ text: String) -> String {
    SHA256.hash(data: Array(text.utf8)).map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
  }
}
