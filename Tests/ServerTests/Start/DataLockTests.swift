import Foundation
import Testing

@testable import Server

struct DataLockTests {
  @Test func `a second server is refused the folder, and gets it when the first is gone`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var first: DataLock? = try DataLock(folder: folder)
    let refused = #expect(throws: StartError.self) { _ = try DataLock(folder: folder) }
    #expect(refused?.code == .notWritable)
    #expect(first != nil)
    first = nil
    #expect(throws: Never.self) { _ = try DataLock(folder: folder) }
  }

  @Test func `a folder that is not there is one line with its path`() {
    let folder = URL(filePath: "/nonexistent/trunkline")
    let refused = #expect(throws: StartError.self) { _ = try DataLock(folder: folder) }
    #expect(refused?.message.contains("/nonexistent/trunkline") == true)
  }
}
