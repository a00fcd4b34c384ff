import AsyncHTTPClient
import Carriers
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks carriers over HTTP.
struct CarrierClient: CarrierHTTP {
  let http: HTTPClient

  private static let longestAnswer = 4 << 20
  private static let patience = TimeAmount.seconds(20)

  func send(_ request: CarrierRequest) async throws -> CarrierResponse {
    var wire = HTTPClientRequest(url: request.url)
    wire.method = .RAW(value: request.method.rawValue)
    wire.headers.add(name: "authorization", value: request.authorization)
    wire.headers.add(name: "accept", value: "application/json")
    if let type = request.contentType { wire.headers.add(name: "content-type", value: type) }
    if !request.body.isEmpty { wire.body = .bytes(ByteBuffer(string: request.body)) }
    do {
      let response = try await http.execute(wire, timeout: Self.patience)
      let body = try await response.body.collect(upTo: Self.longestAnswer)
      return CarrierResponse(status: Int(response.status.code), body: Array(body.readableBytesView))
    } catch let error as CancellationError {
      throw error
    } catch {
      // The request's credentials stand in no error of the client.
      throw CarrierSilence(reason: Self.reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error as? HTTPClientError {
    case .some(.deadlineExceeded), .some(.readTimeout), .some(.connectTimeout): "it did not answer within 20 s"
    case .some(.remoteConnectionClosed): "it closed the connection"
    case .some(let known): "\(known)"
    case nil: error is NIOConnectionError ? "it cannot be connected to" : "\(type(of: error))"
    }
  }
}
