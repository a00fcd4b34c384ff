import Hummingbird
import Identifiers

/// The name of a request in answers and logs.
enum RequestID {
  static let header = HTTPFields.Element.Name("X-Request-Id")!

  /// The client's own, if it is 1 to 128 printable ASCII characters.
  static func read(_ headers: HTTPFields) -> String? {
    guard let text = headers[header], (1...128).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
    else { return nil }
    return text
  }

  static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    return "req_" + ULID(high: generator.next(), low: generator.next()).description
  }
}
