public import Identifiers

/// Where an agent may put a caller through to, and when.
public struct TransferTarget: Hashable, Sendable, Codable {
  public enum Destination: Hashable, Sendable, Codable {
    case number(E164)
    /// A `sip:` or `sips:` URI.
    case uri(String)
  }

  public var destination: Destination
  /// When the caller is to be put through there, for the model: `the caller asks for sales`. May be empty.
  public var condition: String

  public init(_ destination: Destination, condition: String = "") {
    self.destination = destination
    self.condition = condition
  }

  /// As the model names it in `number`.
  public var name: String {
    switch destination {
    case .number(let number): "\(number)"
    case .uri(let uri): uri
    }
  }
}
