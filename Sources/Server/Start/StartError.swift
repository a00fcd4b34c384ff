/// Why the server could not start: one clear line and an exit code.
public struct StartError: Error, Sendable, CustomStringConvertible {
  public enum Code: Int32, Sendable {
    /// A port is taken, or an engine the configuration asks for is not there (EX_UNAVAILABLE).
    case unavailable = 69
    /// The data folder or the database cannot be written, or the database server not reached (EX_CANTCREAT).
    case notWritable = 73
    /// A key is unknown or its value is wrong (EX_CONFIG).
    case configuration = 78
  }

  public var code: Code
  public var message: String

  public init(code: Code, message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }

  static func unknownKeys(_ keys: [String], place: String) -> StartError {
    let list = keys.joined(separator: ", ")
    return StartError(
      code: .configuration,
      message: "unknown \(keys.count == 1 ? "key" : "keys") \(list) in \(place); trunkline doctor lists the known ones")
  }
}
