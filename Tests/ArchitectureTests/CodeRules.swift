/// What the lines of a file must not do.
enum CodeRules {
  /// A test that waits for the wall clock is slow, and wrong on a busy machine.
  static func sleepingTests(_ files: [SourceFile]) -> [Violation] {
    // A manual clock has to declare a sleep that never waits.
    lines(of: files, with: ["Task.sleep", "Thread.sleep", "usleep(", "nanosleep(", " sleep(", ".sleep("]) {
      "\($0) in a test: time is passed in"
    }
  }

  /// Work without a parent, and state that belongs to nobody.
  static func loose(_ files: [SourceFile]) -> [Violation] {
    lines(of: files, with: ["Task.detached"]) { "\($0): every task has a parent" }
      + lines(of: files, with: ["try!", "as!"]) { "\($0): say what happens when it fails" }
      + files.flatMap { file in
        file.code.lines.enumerated().compactMap { index, line in
          let isStored = line.contains("static var ") && (!line.contains("{") || line.contains("="))
          guard isStored else { return nil }
          return Violation(path: file.path, line: index + 1, message: "a mutable static")
        }
      }
  }

  /// Files that hold a place and nothing else.
  static func placeholders(_ files: [SourceFile]) -> [Violation] {
    files.compactMap { file in
      let isEmpty = file.code.lines.allSatisfy { $0.allSatisfy(\.isWhitespace) }
      guard isEmpty || file.name == "Placeholder.swift" else { return nil }
      return Violation(path: file.path, line: nil, message: "a placeholder: a thing not built is absent")
    }
  }

  /// Work put off without saying why.
  static func unfinished(_ files: [SourceFile]) -> [Violation] {
    files.flatMap { file in
      file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
        guard line.contains("// TODO") || line.contains("// FIXME") || line.contains("// XXX") else { return nil }
        return Violation(path: file.path, line: index + 1, message: "work put off: do it or write it down elsewhere")
      }
    }
  }

  /// The files of more than `limit` lines, when they are more than a tenth of all.
  static func tooLong(_ files: [SourceFile], limit: Int = 400) -> [Violation] {
    let long = files.filter { $0.lineCount > limit }
    guard long.count * 10 > files.count else { return [] }
    return long.map { Violation(path: $0.path, line: nil, message: "\($0.lineCount) lines: split it by concern") }
  }

  private static func lines(
    of files: [SourceFile], with patterns: [String], message: (String) -> String
  ) -> [Violation] {
    files.flatMap { file in
      file.code.lines.enumerated().compactMap { index, line in
        guard !line.contains("func sleep(") else { return nil }
        return patterns.first { line.contains($0) }.map {
          Violation(path: file.path, line: index + 1, message: message($0.trimmingPrefix(" ").description))
        }
      }
    }
  }
}
