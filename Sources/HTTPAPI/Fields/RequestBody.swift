import Foundation
import Hummingbird
import Identifiers
import NIOCore

/// The JSON object that a request carries.
struct RequestBody: Sendable {
  static let largest = 1 << 20

  let members: [String: JSONValue]
  /// As it was sent, for its fingerprint.
  let text: String

  /// - Throws: 415 for another media type, 413 over 1 MiB, 400 for what is not a JSON object.
  static func read(_ request: Request) async throws -> RequestBody {
    guard isJSON(request.headers[.contentType]) else { throw APIError.unsupportedMediaType }
    let buffer = try await request.body.collect(upTo: largest)
    let bytes = Data(buffer.readableBytesView)
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: bytes) else {
      throw APIError.badRequest("the body is not valid JSON")
    }
    guard case .object(let members) = value else { throw APIError.badRequest("the body must be a JSON object") }
    return RequestBody(members: members, text: String(decoding: bytes, as: UTF8.self))
  }

  private static func isJSON(_ type: String?) -> Bool {
    let essence = type?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased()
    return essence == "application/json" || essence == "application/merge-patch+json"
  }
}
