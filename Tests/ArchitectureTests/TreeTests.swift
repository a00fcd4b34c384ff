import Testing

/// Rules that every file of the tree obeys.
struct TreeTests {
  @Test func `no test sleeps`() throws {
    let files = try SourceTree.swiftFiles(
      under: "Tests", "Packages/VoiceWire/Tests", "Packages/VoiceWire/Sources/WireTesting", "Sources/TrunklineTesting")
    #expect(files.count > 10)
    expectNone(CodeRules.sleepingTests(files))
  }

  @Test func `paths and types are named after what they are`() throws {
    let paths = try ["Sources", "Packages", "Tests", "Fuzz", "Interop", "scripts"].flatMap(SourceTree.paths)
    expectNone(WordRules.paths(paths))
    let files = try SourceTree.swiftFiles(under: "Sources", "Packages/VoiceWire/Sources", "Tests", "Fuzz")
    expectNone(WordRules.types(files))
  }

  @Test func `nothing is detached, forced or kept in a mutable static`() throws {
    expectNone(CodeRules.loose(try SourceTree.swiftFiles(under: "Sources", "Packages/VoiceWire/Sources")))
  }

  @Test func `no file only holds a place, and nothing is put off in a comment`() throws {
    let files = try SourceTree.swiftFiles(under: "Sources", "Packages", "Tests", "Fuzz")
    expectNone(CodeRules.placeholders(files))
    expectNone(CodeRules.unfinished(files.filter { !$0.path.hasPrefix("Tests/ArchitectureTests/") }))
  }

  @Test func `nine files in ten have at most 400 lines`() throws {
    expectNone(CodeRules.tooLong(try SourceTree.swiftFiles(under: "Sources", "Packages/VoiceWire/Sources")))
    expectNone(CodeRules.tooLong(try SourceTree.swiftFiles(under: "Tests", "Packages/VoiceWire/Tests", "Fuzz")))
  }

  @Test func `a folder of tests is named after the module it tests`() throws {
    let free: Set<String> = ["ArchitectureTests", "ScenarioTests"]
    let folders = try ["Tests", "Packages/VoiceWire/Tests"].flatMap { root in
      try SourceTree.paths(under: root).compactMap {
        $0.dropFirst(root.count + 1).split(separator: "/").first.map(String.init)
      }
    }
    for folder in Set(folders).subtracting(free) {
      #expect(folder.hasSuffix("Tests") && Module.ours.contains(String(folder.dropLast(5))), "Tests/\(folder)")
    }
  }
}
