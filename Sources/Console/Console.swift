import Foundation
public import Hummingbird

/// The web page at `/`: it shows what is running, and is a client of the public API like any other. No key is kept on
/// the server for it.
public struct Console: Sendable {
  private static let files: [(path: RouterPath, name: String, type: String)] = [
    ("/", "index.html", "text/html; charset=utf-8"),
    ("/console/app.js", "app.js", "text/javascript; charset=utf-8"),
    ("/console/api.js", "api.js", "text/javascript; charset=utf-8"),
    ("/console/view.js", "view.js", "text/javascript; charset=utf-8"),
    ("/console/style.css", "style.css", "text/css; charset=utf-8"),
  ]

  public init() {}

  /// Adds the page and what it loads to a router.
  public func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
    for file in Self.files {
      router.get(file.path) { _, _ in try Self.response(file.name, type: file.type) }
    }
  }

  private static func response(_ name: String, type: String) throws -> Response {
    guard let folder = Bundle.module.resourceURL,
      let bytes = try? Data(contentsOf: folder.appendingPathComponent("Page/\(name)"))
    else { throw HTTPError(.notFound) }
    return Response(
      status: .ok, headers: headers(type: type), body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// Nothing from another host, no inline script or style, no framing; recordings play from memory.
  private static func headers(type: String) -> HTTPFields {
    [
      .contentType: type, .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
      .contentSecurityPolicy:
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src blob:; "
        + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      HTTPFields.Element.Name("Referrer-Policy")!: "no-referrer",
      HTTPFields.Element.Name("Cross-Origin-Opener-Policy")!: "same-origin",
    ]
  }
}
