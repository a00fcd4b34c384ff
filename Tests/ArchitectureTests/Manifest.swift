/// The edges between our own modules as a package manifest declares them, read from its text: asking SwiftPM takes
/// seconds and a lock that the running test holds.
///
/// Understands the forms that the two manifests use: `module("A", ["B", wire("C")])`,
/// `.target(name: "A", dependencies: ["B"])` and `.executableTarget(…)`. Test targets are left out.
struct Manifest {
  let edges: [String: Set<String>]

  init(_ text: String, ours: Set<String> = Module.ours) {
    var edges: [String: Set<String>] = [:]
    for opening in ["module(", ".target(", ".executableTarget("] {
      var rest = text[...]
      while let found = rest.firstRange(of: opening) {
        rest = rest[found.upperBound...]
        let arguments = Self.balanced(rest)
        let names = Self.quoted(arguments)
        guard let name = names.first, ours.contains(name) else { continue }
        edges[name, default: []].formUnion(names.dropFirst().filter(ours.contains))
      }
    }
    self.edges = edges
  }

  /// Up to the bracket that closes the call.
  private static func balanced(_ text: Substring) -> Substring {
    var depth = 1
    for index in text.indices {
      switch text[index] {
      case "(": depth += 1
      case ")": depth -= 1
      default: break
      }
      if depth == 0 { return text[..<index] }
    }
    return text
  }

  private static func quoted(_ text: Substring) -> [String] {
    text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
