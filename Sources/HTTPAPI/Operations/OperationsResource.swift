import Foundation
import Hummingbird
import Identifiers
import NIOCore

/// `/healthz`, `/readyz` and `/openapi.yaml`; no key is needed.
struct OperationsResource: Sendable {
  let checks: [ReadinessCheck]

  var endpoints: [Endpoint] {
    [
      Endpoint(.get, "/healthz") { _, _ in Answer(.ok, ["status": "ok"]) }, Endpoint(.get, "/readyz", ready),
      Endpoint(.get, streaming: "/openapi.yaml", description),
    ]
  }

  @Sendable private func ready(_ request: Request, _ context: APIContext) async throws -> Answer {
    var results: [String: JSONValue] = [:]
    var failed: [String] = []
    for check in checks {
      let problem = await check.problem()
      results[check.name] = .string(problem ?? "ok")
      if let problem { failed.append("\(check.name): \(problem)") }
    }
    guard failed.isEmpty else {
      throw APIError.unavailable(
        "not ready: " + failed.joined(separator: "; "), details: ["checks": .object(results)])
    }
    return Answer(.ok, ["status": "ready", "checks": .object(results)])
  }

  @Sendable private func description(_ request: Request, _ context: APIContext) async throws -> Response {
    guard let file = Bundle.module.url(forResource: "openapi", withExtension: "yaml"),
      let text = try? String(contentsOf: file, encoding: .utf8)
    else { throw APIError.unknownPath }
    return Response(
      status: .ok, headers: [.contentType: "application/yaml"], body: ResponseBody(byteBuffer: ByteBuffer(string: text))
    )
  }
}
