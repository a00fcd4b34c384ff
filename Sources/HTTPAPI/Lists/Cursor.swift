import Foundation
import Identifiers

/// Where a list goes on, as clients carry it: opaque to them.
enum Cursor {
  static func text(_ ulid: ULID) -> String {
    Data(("a" + ulid.description).utf8).base64EncodedString()
  }

  static func read(_ text: String) -> ULID? {
    guard let bytes = Data(base64Encoded: text), bytes.first == UInt8(ascii: "a") else { return nil }
    return ULID(String(decoding: bytes.dropFirst(), as: UTF8.self))
  }
}
