import Console
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

struct ConsoleTests {
  @Test func `the page and all that it loads come from here, under a strict policy`() async throws {
    let router = Router()
    Console().addRoutes(to: router)
    let page = try await Self.get("/", router)
    #expect(page.text.contains("<title>Trunkline</title>"))
    let loaded = page.text.matches(of: /(?:src|href)="(\/[^"]*)"/).map { String($0.1) }
    #expect(loaded.count == 2)
    for path in loaded + ["/console/api.js", "/console/view.js"] {
      #expect(try await Self.get(path, router).status == .ok, "\(path)")
    }
    let policy = try #require(page.headers[.contentSecurityPolicy])
    #expect(policy.hasPrefix("default-src 'none'"))
    #expect(policy.contains("frame-ancestors 'none'"))
    #expect(!policy.contains("unsafe"))
  }

  @Test(arguments: ["/", "/console/app.js", "/console/api.js", "/console/view.js", "/console/style.css"])
  func `nothing comes from another host, and nothing is set as markup`(path: String) async throws {
    let router = Router()
    Console().addRoutes(to: router)
    let text = try await Self.get(path, router).text
    #expect(!text.isEmpty)
    for word in [
      "http:", "https:", "innerHTML", "insertAdjacentHTML", "document.write", "eval(", " style=", "onclick=",
    ] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  private static func get(
    _ path: String, _ router: Router<BasicRequestContext>
  ) async throws -> (status: HTTPResponse.Status, headers: HTTPFields, text: String) {
    try await Application(router: router).test(.router) { client in
      try await client.execute(uri: path, method: .get) {
        ($0.status, $0.headers, String(decoding: $0.body.readableBytesView, as: UTF8.self))
      }
    }
  }
}
