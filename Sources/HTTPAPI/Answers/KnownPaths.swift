import Hummingbird

/// The paths the API answers, to tell a path that is not there from a method it does not take.
struct KnownPaths: Sendable {
  private let templates: [(segments: [Substring], method: HTTPRequest.Method)]

  init(_ endpoints: [Endpoint]) {
    templates = endpoints.map { ($0.path[...].split(separator: "/"), $0.method) }
  }

  /// The methods that the path takes; empty when it is not there.
  func methods(at path: String) -> [HTTPRequest.Method] {
    let segments = path.split(separator: "/")
    var methods = templates.filter { Self.matches($0.segments, segments) }.map(\.method)
    if methods.contains(.get) { methods.append(.head) }
    return methods
  }

  private static func matches(_ template: [Substring], _ path: [Substring]) -> Bool {
    template.count == path.count && zip(template, path).allSatisfy { $0.hasPrefix(":") || $0 == $1 }
  }
}
