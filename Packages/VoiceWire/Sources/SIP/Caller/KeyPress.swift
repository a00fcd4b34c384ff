/// A key of a telephone's keypad as an INFO carries it: application/dtmf-relay or application/dtmf.
public struct KeyPress: Hashable, Sendable {
  public enum Format: String, Hashable, Sendable {
    /// `Signal=5` and `Duration=160`, a line each.
    case relay = "application/dtmf-relay"
    /// The key alone.
    case plain = "application/dtmf"
  }

  /// `0-9`, `*`, `#` or `A-D`.
  public var key: Character
  public var duration: Duration

  /// What a peer means that names no duration.
  public static let usualDuration = Duration.milliseconds(250)

  /// Nil when it is no key of a keypad. Durations are brought between 40 ms and 10 s.
  public init?(_ key: Character, duration: Duration = KeyPress.usualDuration) {
    guard let key = Self.keys[String(key).uppercased()] else { return nil }
    self.key = key
    self.duration = min(max(duration, .milliseconds(40)), .seconds(10))
  }

  /// Reads an INFO; nil when it carries no key. Forgives spaces, case, other lines, and 10 to 15 for `*`, `#`, `A-D`.
  public init?(_ request: SIPRequest) {
    let type = request.headers[.contentType].map { text in
      String(text.utf8.prefix { $0 != 0x3B && !$0.isSIPSpace }) ?? ""
    }
    guard let type = type?.lowercased(), Format(rawValue: type) != nil, request.body.count <= 256 else { return nil }
    var signal: String?
    var duration = Self.usualDuration
    for line in request.body.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      let text = FieldReader.trimmed(line)
      guard let mark = text.utf8.firstIndex(where: { $0 == 0x3D || $0 == 0x3A }) else {
        if signal == nil { signal = text }
        continue
      }
      let value = FieldReader.trimmed(Array(text.utf8[text.utf8.index(after: mark)...]))
      switch FieldReader.trimmed(Array(text.utf8[..<mark])).lowercased() {
      case "signal": signal = value
      case "duration":
        if value.utf8.count <= 6, let milliseconds = Int(value), milliseconds > 0 {
          duration = .milliseconds(milliseconds)
        }
      default: break
      }
    }
    guard let signal, let key = Self.keys[signal.uppercased()] else { return nil }
    self.init(key, duration: duration)
  }

  /// The body of an INFO that says it.
  public func body(_ format: Format) -> [UInt8] {
    switch format {
    case .plain: return Array(String(key).utf8)
    case .relay:
      let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
      return Array("Signal=\(key)\r\nDuration=\(milliseconds)\r\n".utf8)
    }
  }

  private static let keys: [String: Character] = {
    var keys: [String: Character] = ["10": "*", "11": "#", "12": "A", "13": "B", "14": "C", "15": "D"]
    for key in "0123456789*#ABCD" { keys[String(key)] = key }
    return keys
  }()
}
