import CPostgres

/// Where a PostgreSQL database is, from a URL like `postgres://user:password@host:5432/name`. Neither the password nor
/// the URL is in its description or its reflection.
public struct PostgresLocation: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  let url: String
  /// What the URL sets, by libpq's keywords.
  private let settings: [String: String]
  /// The same by the environment names that PostgreSQL's programs read, which other users of the machine cannot see.
  let environment: [String: String]

  /// The schemes of a PostgreSQL URL; both mean the same.
  public static let schemes = ["postgres://", "postgresql://"]

  /// Nil when it is not a URL that libpq understands. Why is not said: libpq quotes the URL.
  public init?(_ url: String) {
    guard Self.schemes.contains(where: url.hasPrefix), !url.utf8.contains(0),
      let options = PQconninfoParse(url, nil)
    else { return nil }
    defer { PQconninfoFree(options) }
    var settings: [String: String] = [:]
    var environment: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val.map({ String(cString: $0) }) {
        settings[String(cString: keyword)] = value
        if let name = option.pointee.envvar { environment[String(cString: name)] = value }
      }
      option += 1
    }
    self.url = url
    self.settings = settings
    self.environment = environment
  }

  var user: String? { settings["user"] }
  var database: String? { settings["dbname"] ?? user }

  public var description: String {
    let host = settings["host"] ?? settings["hostaddr"] ?? "this machine"
    let port = settings["port"].map { ":" + $0 } ?? ""
    return "the PostgreSQL database \(database ?? "of the user") at \(host)\(port)"
  }

  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
