import Foundation
import Store

/// What an operator does with the database beside the server, which may run meanwhile.
public struct DatabaseUpkeep: Sendable {
  private let data: DataFolder

  public init(settings: Settings) { data = DataFolder(settings) }

  /// Which database: the path of a file, or a server's address without the password.
  public var place: String { "\(data.place)" }

  /// Brings the schema up to date, as every start does.
  ///
  /// - Returns: the names of the steps that were run.
  /// - Throws: ``StartError`` with code `notWritable`.
  public func migrate() async throws -> [String] { try await data.migrate() }

  /// Writes the database as it is at one moment to a new file. What else must be kept is not in it: the master key and
  /// the recordings.
  ///
  /// - Throws: ``StartError`` with code `notWritable`, also when there is a file at the path already.
  public func backUp(to path: String) throws {
    let programs = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    do { try Store.backUp(data.place, to: path, programs: programs) } catch let error as BackupError {
      throw StartError(code: .notWritable, message: error.description)
    }
  }

  /// Where the key is, without which the secrets in a backup are lost.
  public var masterKeyPlace: String {
    switch data.keys {
    case .file(let file): file.path
    case .given: "TRUNKLINE_MASTER_KEY"
    }
  }
}
