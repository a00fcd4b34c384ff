import Carriers
import Hummingbird
import Identifiers

/// A refusal, in the words of the contract: its code, what to do, and which fields are wrong.
struct APIError: Error, Sendable {
  var status: HTTPResponse.Status
  var code: String
  var message: String
  var fields: [String: String] = [:]
  var details: [String: JSONValue] = [:]
  var headers: HTTPFields = [:]

  func answer(requestID: String) -> Answer {
    var error: [String: JSONValue] = ["code": .string(code), "message": .string(message)]
    if !fields.isEmpty { error["fields"] = .object(fields.mapValues { .string($0) }) }
    if !details.isEmpty { error["details"] = .object(details) }
    return Answer(status, ["error": .object(error), "request_id": .string(requestID)], headers: headers)
  }

  static func badRequest(_ message: String) -> APIError {
    APIError(status: .badRequest, code: "bad_request", message: message)
  }

  static func validation(_ problems: InvalidFields) -> APIError {
    let names = problems.problems.keys.sorted().joined(separator: ", ")
    return APIError(
      status: .badRequest, code: "validation_failed", message: "correct these fields: \(names)",
      fields: problems.problems)
  }

  static let unauthorized = APIError(
    status: .unauthorized, code: "unauthorized",
    message: "send a key of this server: Authorization: Bearer sk_…", headers: [.wwwAuthenticate: "Bearer"])

  /// - Parameter scopes: those that the request needs and the key lacks.
  static func forbidden(lacking scopes: [String], _ message: String) -> APIError {
    APIError(
      status: .forbidden, code: "forbidden", message: message,
      details: ["missing_scopes": .array(scopes.map { .string($0) })])
  }

  /// - Parameter wait: until the next one is let in.
  static func rateLimited(_ limit: RateLimit, of what: String, wait: Duration) -> APIError {
    let milliseconds = max(1, Int64((wait / .milliseconds(1)).rounded(.up)))
    return APIError(
      status: .tooManyRequests, code: "rate_limited",
      message: "a key may send \(limit.perSecond) \(what) a second, and \(limit.burst) at once after a pause; wait and "
        + "try again",
      details: ["retry_after_ms": .integer(milliseconds)],
      headers: [.retryAfter: "\((milliseconds + 999) / 1000)"])
  }

  static let unknownPath = APIError(
    status: .notFound, code: "not_found", message: "there is nothing at this path; see /openapi.yaml")

  static func notFound(_ code: String, _ thing: String) -> APIError {
    APIError(status: .notFound, code: code, message: "there is no such \(thing) in this workspace")
  }

  static func missingReference(_ code: String, _ thing: String, field: String) -> APIError {
    APIError(
      status: .unprocessableContent, code: code, message: "\(field) names no \(thing) of this workspace",
      details: ["field": .string(field)])
  }

  static func conflict(_ message: String) -> APIError {
    APIError(status: .conflict, code: "conflict", message: message)
  }

  static func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> APIError {
    let list = allowed.map(\.rawValue).joined(separator: ", ")
    return APIError(
      status: .methodNotAllowed, code: "method_not_allowed", message: "this path takes \(list)",
      headers: [.allow: list])
  }

  static let payloadTooLarge = APIError(
    status: .contentTooLarge, code: "payload_too_large", message: "send a body of at most 1 MiB")

  static let unsupportedMediaType = APIError(
    status: .unsupportedMediaType, code: "unsupported_media_type",
    message: "send JSON with Content-Type: application/json")

  static let internalError = APIError(
    status: .internalServerError, code: "internal_error",
    message: "the server failed; its log says more under this request_id")

  static func unavailable(_ message: String, details: [String: JSONValue]) -> APIError {
    APIError(
      status: .serviceUnavailable, code: "service_unavailable", message: message, details: details,
      headers: [.retryAfter: "5"])
  }
}
