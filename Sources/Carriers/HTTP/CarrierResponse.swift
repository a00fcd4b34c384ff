import Foundation

/// What a carrier's HTTP API answered.
public struct CarrierResponse: Hashable, Sendable {
  public var status: Int
  public var body: [UInt8]

  public init(status: Int, body: [UInt8] = []) {
    self.status = status
    self.body = body
  }

  var isSuccess: Bool { (200..<300).contains(status) }

  /// Nil when the body is not the JSON of such a value.
  func json<Value: Decodable>(_: Value.Type = Value.self) -> Value? {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try? decoder.decode(Value.self, from: Data(body))
  }
}
