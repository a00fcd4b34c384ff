import Testing

/// Each rule finds a violation that was planted for it, and leaves its innocent neighbour alone.
struct PlantedViolationTests {
  private func file(_ path: String, _ text: String) -> SourceFile { SourceFile(path: path, text: text) }

  @Test func `an arrow that points up is found, in every spelling of an import`() {
    let planted = file(
      "Sources/Rooms/Room.swift",
      "import Audio\npublic import Exchange\n@testable import struct Calls.Leg\n// import Store\n")
    #expect(ImportRules.outsideTable([planted]).map(\.line) == [2, 3])
  }

  @Test func `a module that nobody listed is found`() {
    #expect(ImportRules.outsideTable([file("Sources/Gadgets/Gadget.swift", "")]).count == 1)
  }

  @Test func `a socket in the domain is found and one in a transport is not`() {
    let planted = [
      file("Sources/Calls/Leg.swift", "import NIOPosix"), file("Sources/SIPTransport/Service.swift", "import NIOPosix"),
    ]
    #expect(ImportRules.machineryInLogic(planted).map(\.path) == ["Sources/Calls/Leg.swift"])
  }

  @Test func `a core that imports Foundation or reads a clock is found, its comments and its taskID are not`() {
    let planted = file(
      "Packages/VoiceWire/Sources/SIP/Dialog.swift",
      "import Foundation\nlet t = ContinuousClock().now // Date\nlet taskID = \"Task\"\n/// A Task.\n")
    #expect(ImportRules.impureCores([planted]).map(\.line) == [1, 2])
  }

  @Test func `an edge that a manifest adds is seen`() {
    let text = """
      module("Rooms", ["Identifiers", wire("Audio"), "Calls", .product(name: "NIOCore", package: "swift-nio")]),
      .target(name: "CDatagrams"),
      tests("RoomsTests", ["Rooms", "Exchange"]),
      """
    let edges = Manifest(text).edges
    #expect(edges == ["Rooms": ["Identifiers", "Audio", "Calls"], "CDatagrams": []])
  }

  @Test(arguments: [
    "try await Task.sleep(for: .seconds(1))", "  usleep(1000)", "await clock.sleep(until: deadline)",
    "let x = 1; sleep(1)",
  ])
  func `a sleep in a test is found`(line: String) {
    #expect(CodeRules.sleepingTests([file("Tests/XTests/A.swift", line)]).count == 1)
  }

  @Test(arguments: ["// Task.sleep(1)", "@Test func `it does not sleep(1)`() {}", "let s = \"usleep(1)\"", "asleep()"])
  func `prose about a sleep is not`(line: String) {
    #expect(CodeRules.sleepingTests([file("Tests/XTests/A.swift", line)]) == [])
  }

  @Test(arguments: [
    "Sources/Calls/CallManager.swift", "Sources/Util/A.swift", "Sources/Calls/LegInfo.swift", "Interop/common/a.sh",
    "Sources/SIP/String+helpers.swift", "Sources/SIP/SIPCore.swift",
  ])
  func `an empty word in a path is found`(path: String) {
    #expect(WordRules.paths([path]).count == 1)
  }

  @Test(arguments: ["Sources/Store/Database.swift", "Sources/SIP/Base64.swift", "Sources/SIP/Info.swift", "Makefile"])
  func `a word that only looks like one is not`(path: String) {
    #expect(WordRules.paths([path]) == [])
  }

  @Test func `an empty word in the name of a type is found`() {
    let planted = file("Sources/SIP/A.swift", "public struct DialogHelper {}\nvar baseURL = 1\nfinal class Dialog {}")
    #expect(WordRules.types([planted]).map(\.line) == [1])
  }

  @Test func `a detached task, a forced try and a mutable static are found, a computed static is not`() {
    let planted = file(
      "Sources/Calls/A.swift",
      "Task.detached {}\nlet a = try! b()\nstatic var x = 1\nstatic var y: Int { 1 }\nstatic let z = 1\n")
    #expect(CodeRules.loose([planted]).compactMap(\.line).sorted() == [1, 2, 3])
  }

  @Test func `a file without code is a placeholder`() {
    let planted = [
      file("Sources/Calls/Leg.swift", "// A leg.\n"), file("Sources/Rooms/Placeholder.swift", "enum A {}"),
      file("Sources/Rooms/Room.swift", "struct Room {}"),
    ]
    #expect(
      CodeRules.placeholders(planted).map(\.path) == ["Sources/Calls/Leg.swift", "Sources/Rooms/Placeholder.swift"])
  }

  @Test func `work put off in a comment is found`() {
    #expect(CodeRules.unfinished([file("Sources/A/B.swift", "let a = 1 // " + "TODO: more")]).count == 1)
  }

  @Test func `two long files in ten are too many and one is not`() {
    let short = (0..<8).map { file("Sources/A/\($0).swift", "let a = 1") }
    let long = file("Sources/A/Long.swift", String(repeating: "let a = 1\n", count: 401))
    #expect(CodeRules.tooLong(short + [long, long]).count == 2)
    #expect(CodeRules.tooLong(short + [short[0], long]) == [])
  }
}
