/// One `type=value` line of a description that has no field of its own in the model (RFC 8866 §5).
/// Unknown types are kept, so that a description prints as it came.
public struct Line: Equatable, Sendable {
  /// The letter before `=`, in ASCII.
  public var type: UInt8
  /// Everything after `=`, without the line end.
  public var value: String

  public init(_ type: Unicode.Scalar, _ value: String) {
    self.type = UInt8(truncatingIfNeeded: type.value)
    self.value = value
  }

  init(type: UInt8, value: String) {
    self.type = type
    self.value = value
  }

  /// An `a=name` or `a=name:value` line.
  public static func attribute(_ name: String, _ value: String? = nil) -> Line {
    Line("a", value.map { "\(name):\($0)" } ?? name)
  }

  /// The value of this line if it is the attribute `name`; empty for a property attribute such as `a=sendonly`.
  func value(ofAttribute name: String) -> Substring? {
    guard type == UInt8(ascii: "a") else { return nil }
    let end = value.utf8.firstIndex(of: UInt8(ascii: ":"))
    guard value[..<(end ?? value.endIndex)].lowercased() == name else { return nil }
    guard let end else { return "" }
    return value[value.utf8.index(after: end)...]
  }
}
