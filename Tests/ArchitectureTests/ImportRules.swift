/// What the `import` lines of the sources must obey.
enum ImportRules {
  /// Modules that open sockets, databases or web servers: for transports and adapters only. `NIOCore` is interfaces, and
  /// may be passed through.
  private static let machinery = [
    "NIOPosix", "NIOHTTP", "NIOWebSocket", "Hummingbird", "GRDB", "AsyncHTTPClient", "HTTPTypes", "ServiceLifecycle",
  ]

  /// What a core may import: bindings and the language's own modules. `Glibc` (elsewhere `Darwin`) is there for `sin` and
  /// `log10` alone.
  private static let allowedInCores: Set<String> = [
    "Synchronization", "Glibc", "Darwin", "CSpeexDSP", "CSpanDSP", "CSRTP", "COpus",
  ]

  /// Names that bring a clock, a task, a thread or a socket into a core.
  private static let refusedInCores = [
    "clock_gettime", "gettimeofday", "ContinuousClock", "SuspendingClock", "Task", "Thread", "DispatchQueue",
    "pthread_create", "socket", "sendto", "recvfrom", "print", "Date",
  ]

  /// Imports of ours that the table does not list.
  static func outsideTable(_ files: [SourceFile], table: [Module] = Module.table) -> [Violation] {
    let rows = Dictionary(uniqueKeysWithValues: table.map { ($0.name, $0) })
    return files.flatMap { file -> [Violation] in
      guard let name = file.module, !Module.testSupport.contains(name), !Module.bindings.contains(name) else {
        return []
      }
      guard let row = rows[name] else {
        return [Violation(path: file.path, line: nil, message: "module \(name) is not in the table of rings")]
      }
      return file.code.imports.filter { Module.ours.contains($0.module) && !row.imports.contains($0.module) }
        .map { Violation(path: file.path, line: $0.line, message: "\(name) may not import \($0.module)") }
    }
  }

  /// Sockets, databases and servers where only logic belongs.
  static func machineryInLogic(_ files: [SourceFile], table: [Module] = Module.table) -> [Violation] {
    let logic = Set(table.filter { $0.ring == .domain || $0.ring == .application }.map(\.name))
    return files.filter { logic.contains($0.module ?? "") }.flatMap { file in
      file.code.imports.filter { found in machinery.contains { found.module.hasPrefix($0) } }
        .map { Violation(path: file.path, line: $0.line, message: "\(file.module ?? "") is logic: no \($0.module)") }
    }
  }

  /// A core that reaches for the outside world.
  static func impureCores(_ files: [SourceFile], table: [Module] = Module.table) -> [Violation] {
    let cores = Set(table.filter { $0.ring == .cores }.map(\.name))
    return files.filter { cores.contains($0.module ?? "") }.flatMap { file -> [Violation] in
      let imports = file.code.imports.filter { !allowedInCores.contains($0.module) && $0.module != file.module }
        .map { Violation(path: file.path, line: $0.line, message: "a core may not import \($0.module)") }
      let names = file.code.lines.enumerated().flatMap { index, line in
        let words = Set(line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        return refusedInCores.filter(words.contains).map {
          Violation(path: file.path, line: index + 1, message: "a core may not use \($0): time and the world are given")
        }
      }
      return imports + names
    }
  }
}
