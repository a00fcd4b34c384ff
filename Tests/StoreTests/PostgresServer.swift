import Foundation

@testable import Store

/// A PostgreSQL server of this test run's own. The script that starts it also stops it, when the run ends.
enum PostgresServer {
  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  /// The folder of its socket; started at the first use. Without one every test that needs it fails.
  private static let started: Result<String, Missing> = start()

  static func folder() throws -> String { try started.get() }

  /// A schema of its own in a shared database; gone afterwards.
  ///
  /// - Parameter settings: of the sessions, like `-csynchronous_commit=off`.
  static func withSchema(settings: String = "", _ body: (PostgresLocation) async throws -> Void) async throws {
    let name = "t" + UUID().uuidString.filter { $0 != "-" }.lowercased()
    let admin = try await PostgresBackend(try location("postgres"))
    defer { admin.close() }
    try await admin.write { try $0.define("CREATE SCHEMA \(name)") }
    try await body(try location("postgres", options: "-csearch_path=\(name) \(settings)"))
    try await admin.write { try $0.define("DROP SCHEMA \(name) CASCADE") }
  }

  /// A database of its own; goes with the server.
  static func makeDatabase(_ name: String, encoding: String = "UTF8") throws -> PostgresLocation {
    let admin = try PostgresSession.open(location("postgres"))
    try admin.command(
      "CREATE DATABASE \(name) TEMPLATE template0 ENCODING '\(encoding)' LC_COLLATE 'C' LC_CTYPE 'C'")
    return try location(name)
  }

  static func location(_ database: String, user: String = "postgres", options: String = "") throws -> PostgresLocation {
    let encoded = options.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    let url = "postgres://\(user)@/\(database)?host=\(try folder())&options=\(encoded)"
    guard let location = PostgresLocation(url) else { throw Missing(description: "not a location: \(url)") }
    return location
  }

  private static func start() -> Result<String, Missing> {
    let tree = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let process = Process()
    process.executableURL = tree.appending(path: "scripts/private-postgres.sh").standardizedFileURL
    process.arguments = ["\(ProcessInfo.processInfo.processIdentifier)"]
    let output = Pipe()
    let complaints = Pipe()
    process.standardOutput = output
    process.standardError = complaints
    do {
      try process.run()
      let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      let trouble = String(decoding: try complaints.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        return .failure(Missing(description: "no PostgreSQL to test with: \(trouble)"))
      }
      return .success(text.trimmingCharacters(in: .whitespacesAndNewlines))
    } catch {
      return .failure(Missing(description: "no PostgreSQL to test with: \(error)"))
    }
  }
}
