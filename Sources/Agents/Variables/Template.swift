public import Identifiers

/// A text with `{{key}}` and `{{key|json}}` in it.
///
/// `{{key}}` gives a string as it is, numbers and booleans printed and anything else as JSON text; `{{key|json}}`
/// gives any value as JSON, so that a quote in a caller's name cannot break out of a request body. A key without a
/// value gives an empty string and a warning. Values are never rendered again: a value that holds `{{…}}` stays text.
public struct Template: Hashable, Sendable {
  public struct Rendering: Hashable, Sendable {
    public var text: String
    /// One sentence for each key without a value, in order of appearance, each key once.
    public var warnings: [String]
  }

  /// Where values are put, and what keeps them from being more than a value there.
  public enum Place: Hashable, Sendable {
    case text
    /// Percent-encoded (RFC 3986 §2.1), but for the unreserved characters.
    case partOfURL
    /// Without line ends and other control characters.
    case headerValue
  }

  private enum Part: Hashable {
    case text(String)
    case value(key: String, isJSON: Bool)
  }

  private let parts: [Part]

  public init(_ source: String) { parts = Self.parse(source) }

  /// The keys that the text asks for, in order of appearance, with repetitions.
  public var keys: [String] {
    parts.compactMap { if case .value(let key, _) = $0 { key } else { nil } }
  }

  public func render(_ values: [String: JSONValue], as place: Place = .text) -> Rendering {
    var text = ""
    var warnings: [String] = []
    var missing: Set<String> = []
    for part in parts {
      switch part {
      case .text(let piece):
        text += piece
      case .value(let key, let isJSON):
        if let value = values[key] {
          text += Self.put(isJSON ? value.jsonText : value.plainText, place)
        } else {
          // In JSON an empty place would be a syntax error.
          if isJSON { text += Self.put("\"\"", place) }
          if missing.insert(key).inserted { warnings.append("{{\(key)}} has no value and was left empty") }
        }
      }
    }
    return Rendering(text: text, warnings: warnings)
  }

  /// A text of any kind as a part of a URL.
  public static func urlPart(_ text: String) -> String {
    // Dots alone would be a step up the path.
    if text == "." || text == ".." { return text.replacing(".", with: "%2E") }
    return text.utf8.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }

  private static func put(_ value: String, _ place: Place) -> String {
    switch place {
    case .text: value
    case .partOfURL: urlPart(value)
    case .headerValue:
      String(String.UnicodeScalarView(value.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }
  }

  private static func parse(_ source: String) -> [Part] {
    var parts: [Part] = []
    var text = ""
    var rest = source[...]
    while let first = rest.firstIndex(of: "{") {
      text += rest[..<first]
      rest = rest[first...]
      if let (part, end) = placeholder(in: rest) {
        if !text.isEmpty { parts.append(.text(text)) }
        text = ""
        parts.append(part)
        rest = rest[end...]
      } else {
        text.append("{")
        rest = rest.dropFirst()
      }
    }
    text += rest
    if !text.isEmpty { parts.append(.text(text)) }
    return parts
  }

  /// The placeholder with which `text` begins, and where it ends; nil when what is there is not one.
  private static func placeholder(in text: Substring) -> (Part, Substring.Index)? {
    guard text.hasPrefix("{{"), !text.hasPrefix("{{{") else { return nil }
    // Keys are short; looking further would make a text of opening braces quadratic.
    let inside = text.dropFirst(2).prefix(200)
    guard let close = inside.firstIndex(of: "}") else { return nil }
    let second = text.index(after: close)
    guard second < text.endIndex, text[second] == "}" else { return nil }
    let words = inside[..<close].split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
    guard let key = words.first, VariableDeclaration.isKey(key) else { return nil }
    let end = text.index(after: second)
    switch words.count {
    case 1: return (.value(key: key, isJSON: false), end)
    case 2 where words[1] == "json": return (.value(key: key, isJSON: true), end)
    default: return nil
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
