import Foundation

/// The files of the repository that this test was compiled in.
enum SourceTree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Read once for all tests.
  private static let files: Result<[SourceFile], any Error> = Result {
    try ["Sources", "Packages", "Tests", "Fuzz"].flatMap(paths).filter { $0.hasSuffix(".swift") }
      .map { SourceFile(path: $0, text: try text(of: $0)) }
  }

  /// The Swift files below these folders, by path. A folder that is not there has none.
  static func swiftFiles(under folders: String...) throws -> [SourceFile] {
    try files.get().filter { file in folders.contains { file.path.hasPrefix($0 + "/") } }
  }

  /// Every file below a folder, as paths from the root, without build products and scratch folders.
  static func paths(under folder: String) throws -> [String] {
    let skipped: Set<String> = [".build", "work", "__pycache__", "results"]
    let base = root.appending(path: folder)
    guard
      let walk = FileManager.default.enumerator(
        at: base, includingPropertiesForKeys: [.isDirectoryKey], options: [])
    else { return [] }
    var found: [String] = []
    for case let url as URL in walk {
      if try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true {
        if skipped.contains(url.lastPathComponent) || url.lastPathComponent.hasPrefix(".build") {
          walk.skipDescendants()
        }
      } else {
        found.append(String(url.path.dropFirst(root.path.count + 1)))
      }
    }
    return found.sorted()
  }

  static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}
