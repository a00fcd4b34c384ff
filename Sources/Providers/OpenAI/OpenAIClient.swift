internal import Agents
internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// One OpenAI-compatible server as the engines see it: requests with its key, errors as ``EngineError``, time limits.
struct OpenAIClient: Sendable {
  /// Who asks; in errors.
  var engine: String
  var endpoint: OpenAIEndpoint
  var http: HTTPClient
  var timeouts: OpenAITimeouts
  var clock: any Clock<Duration> = ContinuousClock()

  /// Sends a request and gives each piece of a successful answer to `receive`, in order.
  ///
  /// A connection that breaks before anything of the answer came is tried once more: servers close idle connections
  /// just when one wants to use them.
  func post(
    _ path: String, contentType: String, body: [UInt8], receive: @escaping @Sendable (ByteBuffer) throws -> Void
  ) async throws {
    var request = HTTPClientRequest(url: endpoint.url(path))
    request.method = .POST
    request.headers.add(name: "content-type", value: contentType)
    if let key = endpoint.apiKey, !key.isEmpty { request.headers.add(name: "authorization", value: "Bearer \(key)") }
    request.body = .bytes(ByteBuffer(bytes: body))
    do {
      let response = try await head(of: request)
      let patience = Patience(limit: timeouts.silence, clock: clock)
      guard (200..<300).contains(response.status.code) else {
        let text = try await patience.watch { _ in try? await response.body.collect(upTo: 64 << 10) }
        throw OpenAIFailure.error(
          status: Int(response.status.code), body: text.map { Array($0.readableBytesView) } ?? [], client: self)
      }
      try await patience.watch { progress in
        for try await piece in response.body {
          progress()
          try receive(piece)
        }
      }
    } catch  where OpenAIFailure.isTransport(error) {
      try Task.checkCancellation()
      throw OpenAIFailure.error(error, client: self)
    }
  }

  private func head(of request: HTTPClientRequest) async throws -> HTTPClientResponse {
    do {
      return try await http.execute(request, timeout: TimeAmount(timeouts.firstByte))
    } catch  where OpenAIFailure.isBrokenConnection(error) {
      try Task.checkCancellation()
      return try await http.execute(request, timeout: TimeAmount(timeouts.firstByte))
    }
  }
}
