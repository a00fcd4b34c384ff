import Carriers
import Hummingbird
import Logging
import NIOCore

/// Turns whatever goes wrong into the contract's error envelope, and gives every answer its request id.
struct ErrorEnvelope: RouterMiddleware {
  typealias Context = APIContext

  let paths: KnownPaths

  func handle(
    _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.requestID = RequestID.read(request.headers) ?? context.requestID
    context.logger[metadataKey: "request_id"] = .string(context.requestID)
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      let refusal = refusal(of: error, request)
      if refusal.status.kind == .serverError, refusal.status != .serviceUnavailable {
        context.logger.error(
          "request failed",
          metadata: ["method": "\(request.method)", "path": "\(request.uri.path)", "error": "\(error)"])
      }
      response = refusal.answer(requestID: context.requestID).response
    }
    response.headers[RequestID.header] = context.requestID
    return response
  }

  private func refusal(of error: any Error, _ request: Request) -> APIError {
    switch error {
    case let error as APIError: return error
    case let error as InvalidFields: return .validation(error)
    case is NIOTooManyBytesError: return .payloadTooLarge
    case let error as any HTTPResponseError:
      switch error.status {
      case .notFound:
        let allowed = paths.methods(at: request.uri.path)
        return allowed.isEmpty ? .unknownPath : .methodNotAllowed(allowed)
      case .contentTooLarge: return .payloadTooLarge
      case .badRequest: return .badRequest("the request cannot be read")
      default: return .internalError
      }
    default: return .internalError
    }
  }
}
