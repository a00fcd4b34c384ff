/// A Swift file of the tree, by its path from the root.
struct SourceFile {
  let path: String
  let text: String
  let code: SwiftCode

  init(path: String, text: String) {
    self.path = path
    self.text = text
    code = SwiftCode(text)
  }

  var name: String { String(path.split(separator: "/").last ?? "") }

  /// The module it belongs to: the folder below `Sources`. The program's own folder is `CLI`, its module `trunkline`.
  var module: String? {
    let parts = path.split(separator: "/")
    guard let sources = parts.firstIndex(of: "Sources"), sources + 2 < parts.count else { return nil }
    return parts[sources + 1] == "CLI" ? "trunkline" : String(parts[sources + 1])
  }

  var lineCount: Int { code.lines.count }
}
