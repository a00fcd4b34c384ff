import Testing

/// The arrows between the modules: in the table, in the manifests, in the sources.
struct RingTests {
  @Test func `every arrow of the table points down, or to the identifiers`() {
    let rows = Dictionary(uniqueKeysWithValues: Module.table.map { ($0.name, $0) })
    for row in Module.table {
      for name in row.imports where !Module.bindings.contains(name) {
        // The store implements protocols that the API, its neighbour, declares for what only the API keeps.
        if name == "Identifiers" || (row.name == "Store" && name == "HTTPAPI") { continue }
        if row.name == "trunkline" && name == "Server" { continue }
        #expect(rows[name].map { $0.ring < row.ring } == true, "\(row.name) imports \(name)")
      }
    }
  }

  @Test(arguments: ["Package.swift", "Packages/VoiceWire/Package.swift"])
  func `a manifest lists the edges of the table and nothing else`(path: String) throws {
    let edges = Manifest(try SourceTree.text(of: path)).edges
    let rows = Module.table.filter { edges[$0.name] != nil }
    #expect(rows.isEmpty == false)
    for row in rows {
      #expect(edges[row.name] == row.imports, "\(row.name) in \(path)")
    }
    let unlisted = Set(edges.keys).subtracting(Module.table.map(\.name)).subtracting(Module.bindings)
      .subtracting(Module.testSupport)
    #expect(unlisted == [])
  }

  @Test func `the two manifests together hold every module of the table`() throws {
    let declared = try ["Package.swift", "Packages/VoiceWire/Package.swift"].reduce(into: Set<String>()) {
      $0.formUnion(Manifest(try SourceTree.text(of: $1)).edges.keys)
    }
    #expect(Set(Module.table.map(\.name)).subtracting(declared) == [])
  }

  @Test func `the sources import only what the table lists`() throws {
    let files = try SourceTree.swiftFiles(under: "Sources", "Packages/VoiceWire/Sources")
    #expect(files.count > 20)
    expectNone(ImportRules.outsideTable(files))
  }

  @Test func `domain and application open no socket, database or server`() throws {
    expectNone(ImportRules.machineryInLogic(try SourceTree.swiftFiles(under: "Sources")))
  }

  @Test func `the cores know no clock, thread, socket, log or Foundation`() throws {
    expectNone(ImportRules.impureCores(try SourceTree.swiftFiles(under: "Packages/VoiceWire/Sources")))
  }
}
