internal import Agents
internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOPosix

/// What went wrong at an OpenAI-compatible server, as an ``EngineError`` that says what to do.
enum OpenAIFailure {
  /// The connection broke before an answer began.
  static func isBrokenConnection(_ error: any Error) -> Bool {
    if let error = error as? HTTPClientError { return error == .remoteConnectionClosed }
    if let error = error as? IOError { return [ECONNRESET, EPIPE].contains(error.errnoCode) }
    return error is ChannelError
  }

  /// An error of the connection or of time, not of what came over it.
  static func isTransport(_ error: any Error) -> Bool {
    error is HTTPClientError || error is IOError || error is ChannelError || error is NIOConnectionError
      || error is Patience.Exhausted
  }

  static func error(_ error: any Error, client: OpenAIClient) -> EngineError {
    let base = client.endpoint.baseURL
    if error is Patience.Exhausted {
      return EngineError(
        engine: client.engine, code: .timedOut,
        message: "\(base) stopped in the middle of its answer; is it overloaded?")
    }
    switch error as? HTTPClientError {
    case .some(.deadlineExceeded), .some(.readTimeout), .some(.connectTimeout):
      return EngineError(
        engine: client.engine, code: .timedOut,
        message:
          "\(base) did not answer within \(client.timeouts.firstByte); check that it is reachable and not overloaded")
    case .some(.invalidURL), .some(.emptyHost), .some(.emptyScheme):
      return EngineError(
        engine: client.engine, code: .unavailable,
        message: "\(base) is not an address; set a base URL like http://host/v1")
    case .some(.remoteConnectionClosed):
      return EngineError(
        engine: client.engine, code: .failed, message: "\(base) closed the connection in the middle of its answer")
    default:
      return EngineError(
        engine: client.engine, code: .unavailable,
        message: "\(base) cannot be reached (\(error)); check the base URL and that the server runs")
    }
  }

  /// For an answer with an error's status.
  static func error(status: Int, body: [UInt8], client: OpenAIClient) -> EngineError {
    let base = client.endpoint.baseURL
    let said = message(in: body).map { ": \($0)" } ?? ""
    switch status {
    case 401, 403:
      // The body may repeat the key.
      return EngineError(
        engine: client.engine, code: .unauthorized, message: "\(base) refused the API key (\(status)); set a valid one")
    case 404:
      return EngineError(
        engine: client.engine, code: .unavailable,
        message:
          "\(base) knows no model \(client.endpoint.model) or no such path (404\(said)); check base URL and model")
    case 408, 504:
      return EngineError(
        engine: client.engine, code: .timedOut, message: "\(base) ran out of time (\(status)); is it overloaded?")
    case 429:
      return EngineError(
        engine: client.engine, code: .limited,
        message: "\(base) refuses more requests (429\(said)); raise the quota or take fewer calls at once")
    case 400..<500:
      return EngineError(
        engine: client.engine, code: .failed, message: "\(base) refused the request (\(status)\(said))")
    default:
      return EngineError(engine: client.engine, code: .failed, message: "\(base) failed (\(status)\(said))")
    }
  }

  /// The server's own words, in OpenAI's form or in the shorter ones of its imitators; at most 200 characters.
  static func message(in body: [UInt8]) -> String? {
    struct Long: Decodable {
      struct Inner: Decodable { var message: String? }
      var error: Inner
    }
    struct Short: Decodable { var error: String? }
    struct Plain: Decodable { var message: String? }
    let json = Data(body)
    let decoder = JSONDecoder()
    let found =
      (try? decoder.decode(Long.self, from: json))?.error.message ?? (try? decoder.decode(Short.self, from: json))?
      .error
      ?? (try? decoder.decode(Plain.self, from: json))?.message
    return found.map { String($0.prefix(200)) }
  }
}
